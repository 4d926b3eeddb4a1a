package web

import (
	"compress/gzip"
	"io"
)

func pack(w io.Writer, pages [][]byte) error {
	zw := gzip.NewWriter(w)
	for _, page := range pages {
		// region: compress deflate
		if _, err := zw.Write(page); err != nil {
			return err
		}
	}
	return zw.Close()
}
