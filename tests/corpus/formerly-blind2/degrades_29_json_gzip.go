package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
)

// status is a heartbeat document; the encoded form stays below 400 bytes.
type status struct {
	Node  string `json:"node"`
	Load  [3]int `json:"load"`
	Epoch int64  `json:"epoch"`
}

func heartbeat(s status) ([]byte, error) {
	// degrades: serialize
	doc, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	if len(doc) > 400 {
		doc = doc[:400]
	}
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	// degrades: compress
	if _, err := zw.Write(doc); err != nil {
		return nil, err
	}
	return b.Bytes(), zw.Close()
}
