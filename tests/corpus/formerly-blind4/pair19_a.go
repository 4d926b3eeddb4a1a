package backup

import (
	"compress/gzip"
	"io"
	"os"
)

// Archive writes a compressed copy of the dump at src.
func Archive(src, dst string) (err error) {
	in, err := os.Open(src)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(dst)
	if err != nil {
		return err
	}
	defer out.Close()

	zw := gzip.NewWriter(out)
	// region: compress deflate async in-core sync
	if _, err = io.Copy(zw, in); err != nil {
		return err
	}
	return zw.Close()
}
