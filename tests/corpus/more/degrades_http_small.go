package api

import (
	"compress/gzip"
	"encoding/json"
	"net/http"
)

func health(w http.ResponseWriter, r *http.Request) {
	gz := gzip.NewWriter(w)
	defer gz.Close()
	// degrades: compress
	gz.Write([]byte(`{"status":"ok"}`))
	_ = json.Valid
}
