package log

import (
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"io"
	"sync"
)

const segment = 4 << 20

var pool = sync.Pool{New: func() any { w, _ := flate.NewWriter(io.Discard, 5); return w }}

func packSegment(dst io.Writer, seg []byte) error {
	w := pool.Get().(*flate.Writer)
	defer pool.Put(w)
	w.Reset(dst)
	// region: compress deflate sync async in-core min=4096
	if _, err := w.Write(seg[:segment]); err != nil {
		return err
	}
	return w.Close()
}

func packLine(dst io.Writer, line string) error {
	if len(line) > 200 {
		return io.ErrShortWrite
	}
	w, _ := flate.NewWriter(dst, 5)
	// degrades: compress
	if _, err := io.WriteString(w, line); err != nil {
		return err
	}
	return w.Close()
}

func tag(rec []byte) uint32 {
	var h [8]byte
	binary.LittleEndian.PutUint64(h[:], uint64(len(rec)))
	// degrades: crc
	return crc32.ChecksumIEEE(h[:])
}
