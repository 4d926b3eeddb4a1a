package store

import (
	"compress/flate"
	"io"
	"testing"
)

func BenchmarkFlate(b *testing.B) {
	zw, _ := flate.NewWriter(io.Discard, 6)
	page := make([]byte, 1<<20)
	for i := 0; i < b.N; i++ {
		// degrades: compress
		zw.Write(page)
	}
}
