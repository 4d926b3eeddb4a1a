package snapshot

import (
	"encoding/binary"
	"io"
)

const poly = 0xC96C5795D7870F42
const window = 512 << 10

var lut [256]uint64

type tailWriter struct {
	w   io.Writer
	sum uint64
	buf [window]byte
	n   int
}

func (t *tailWriter) spill() error {
	s := t.sum
	// region: crc crc64 in-core async min=512
	for _, b := range t.buf[:t.n] {
		s = lut[byte(s)^b] ^ s>>8
	}
	t.sum = s
	_, err := t.w.Write(t.buf[:t.n])
	t.n = 0
	return err
}

func (t *tailWriter) Close() error {
	if err := t.spill(); err != nil {
		return err
	}
	return binary.Write(t.w, binary.LittleEndian, t.sum)
}
