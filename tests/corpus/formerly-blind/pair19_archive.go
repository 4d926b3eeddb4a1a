package archive

import (
	"compress/gzip"
	"io"
	"os"
)

// Rotate compresses a closed segment of some 64 MiB into w.
func Rotate(path string, w io.Writer) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	zw, err := gzip.NewWriterLevel(w, 6)
	if err != nil {
		return err
	}
	// region: compress
	if _, err := io.Copy(zw, f); err != nil {
		return err
	}
	return zw.Close()
}
