package api

import (
	"compress/gzip"
	"io"
	"net/http"
	"os"
)

func export(w http.ResponseWriter, r *http.Request) {
	f, err := os.Open("/srv/export.csv")
	if err != nil {
		http.Error(w, "missing", 404)
		return
	}
	defer f.Close()
	gz := gzip.NewWriter(w)
	defer gz.Close()
	// region: compress in-core async min=4096
	io.Copy(gz, f)
}
