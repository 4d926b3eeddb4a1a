package api

import (
	"compress/gzip"
	"net/http"
)

type batch struct {
	rows []byte // 256 KiB to 1 MiB of NDJSON
}

type cursor interface {
	Next() (*batch, bool)
}

func serveRows(w http.ResponseWriter, cur cursor) error {
	w.Header().Set("Content-Encoding", "gzip")
	zw := gzip.NewWriter(w)
	for {
		b, ok := cur.Next()
		if !ok {
			break
		}
		// region: compress deflate sync async in-core min=4096
		if _, err := zw.Write(b.rows); err != nil {
			return err
		}
	}
	return zw.Close()
}
