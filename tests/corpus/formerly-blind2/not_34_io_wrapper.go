package meter

import "io"

// Reader counts the bytes that pass through; it neither copies nor checks.
type Reader struct {
	r io.Reader
	n int64
}

// Read implements io.Reader.
func (m *Reader) Read(p []byte) (int, error) {
	// not: copy
	n, err := m.r.Read(p)
	m.n += int64(n)
	return n, err
}

// Compressed tells whether a content type needs no further encoding.
func Compressed(ctype string) bool {
	// not: compress
	switch ctype {
	case "image/jpeg", "image/png", "application/gzip", "application/zip":
		return true
	}
	return false
}
