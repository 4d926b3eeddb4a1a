package bundle

import (
	"compress/gzip"
	"io"
)

// Wrap puts already packed images into the container's framing.
func Wrap(w io.Writer, images [][]byte) error {
	zw, err := gzip.NewWriterLevel(w, gzip.NoCompression)
	if err != nil {
		return err
	}
	for _, img := range images {
		// degrades: compress
		if _, err := zw.Write(img); err != nil {
			return err
		}
	}
	return zw.Close()
}
