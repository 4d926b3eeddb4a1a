package export

import (
	"compress/zlib"
	"io"
	"os"
)

// Dump writes a table's file into the archive.
func Dump(w io.Writer, names []string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		zw := zlib.NewWriter(w)
		// region: compress in-core async min=4096
		_, err = io.Copy(zw, f)
		if err == nil {
			err = zw.Close()
		}
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
