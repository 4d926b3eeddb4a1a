package mq

import (
	"encoding/json"
	"net/http"
	"time"
)

type stats struct {
	Queue    string    `json:"queue"`
	Depth    int64     `json:"depth"`
	Unacked  int64     `json:"unacked"`
	LastSeen time.Time `json:"last_seen"`
}

type lister interface {
	Stats() []stats
}

func handleStats(l lister) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		// degrades: serialize
		body, err := json.Marshal(l.Stats())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	}
}
