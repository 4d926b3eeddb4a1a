package api

import (
	"compress/gzip"
	"net/http"
)

type event struct {
	line []byte // one NDJSON object
}

type cursor interface {
	Next() (*event, bool)
}

func serveRows(w http.ResponseWriter, cur cursor) error {
	w.Header().Set("Content-Encoding", "gzip")
	zw := gzip.NewWriter(w)
	for {
		e, ok := cur.Next()
		if !ok {
			break
		}
		// degrades: compress
		if _, err := zw.Write(e.line); err != nil {
			return err
		}
		// degrades: compress
		if err := zw.Flush(); err != nil {
			return err
		}
		w.(http.Flusher).Flush()
	}
	return zw.Close()
}
