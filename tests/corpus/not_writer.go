package web

import (
	"compress/gzip"
	"io"
)

var level = gzip.BestSpeed

func plain(w io.Writer, page []byte) {
	// not: compress
	w.Write(page)
}
