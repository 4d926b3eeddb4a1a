package layers

import (
	"compress/gzip"
	"io"
	"os"
)

// Unpack expands an image layer, typically 30 to 300 MiB.
func Unpack(src *os.File, dst io.Writer) (int64, error) {
	zr, err := gzip.NewReader(src)
	if err != nil {
		return 0, err
	}
	defer zr.Close()
	// region: decompress
	return io.Copy(dst, zr)
}
