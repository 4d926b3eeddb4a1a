package svc

import (
	"bytes"
	"compress/gzip"
)

func onPanic(trace []byte) []byte {
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	// degrades: compress
	zw.Write(trace)
	zw.Close()
	return b.Bytes()
}
