package chunkstore

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

const chunkLen = 256 << 10

type Writer struct {
	enc *zstd.Encoder
	buf []byte
	put func(id uint64, p []byte) error
}

// Chunk expects exactly chunkLen bytes.
func (w *Writer) Chunk(id uint64, p []byte) error {
	if len(p) != chunkLen {
		return fmt.Errorf("chunk %d: %d bytes", id, len(p))
	}
	// region: compress zstd sync async
	w.buf = w.enc.EncodeAll(p, w.buf[:0])
	return w.put(id, w.buf)
}
