package archive

import (
	"compress/gzip"
	"fmt"
	"net/http"
)

// Events sends one server-sent event at a time; the browser must see each at once.
func Events(w http.ResponseWriter, ch <-chan int) error {
	zw := gzip.NewWriter(w)
	defer zw.Close()
	for id := range ch {
		// degrades: compress
		if _, err := fmt.Fprintf(zw, "data: %d\n\n", id); err != nil {
			return err
		}
		if err := zw.Flush(); err != nil {
			return err
		}
		w.(http.Flusher).Flush()
	}
	return nil
}
