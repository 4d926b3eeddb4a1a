package wire

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

const headLen = 20

var errHead = errors.New("wire: bad frame head")

type head struct {
	kind   uint16
	flags  uint16
	length uint32
	stream uint64
}

func parseHead(b []byte) (h head, err error) {
	if len(b) < headLen {
		return h, errHead
	}
	// degrades: crc
	if crc32.ChecksumIEEE(b[:16]) != binary.BigEndian.Uint32(b[16:]) {
		return h, errHead
	}
	h.kind = binary.BigEndian.Uint16(b)
	h.flags = binary.BigEndian.Uint16(b[2:])
	h.length = binary.BigEndian.Uint32(b[4:])
	h.stream = binary.BigEndian.Uint64(b[8:])
	return h, nil
}
