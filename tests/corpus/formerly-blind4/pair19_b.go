package tail

import (
	"bufio"
	"compress/gzip"
	"io"
	"net/http"
)

// Follow sends every line as soon as it is there.
func Follow(w http.ResponseWriter, lines io.Reader) error {
	w.Header().Set("Content-Encoding", "gzip")
	zw := gzip.NewWriter(w)
	defer zw.Close()

	sc := bufio.NewScanner(lines)
	for sc.Scan() {
		// degrades: compress
		if _, err := zw.Write(sc.Bytes()); err != nil {
			return err
		}
		if err := zw.Flush(); err != nil {
			return err
		}
		w.(http.Flusher).Flush()
	}
	return sc.Err()
}
