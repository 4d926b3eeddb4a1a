package raftlog

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

var table = crc32.MakeTable(crc32.Castagnoli)

var errCorrupt = errors.New("raftlog: corrupt entry")

const maxEntry = 2048

// decode checks one log entry; the runtime uses the CPU instruction here.
func decode(b []byte) ([]byte, error) {
	if len(b) < 4 || len(b) > maxEntry {
		return nil, errCorrupt
	}
	want := binary.LittleEndian.Uint32(b)
	// degrades: crc
	if crc32.Checksum(b[4:], table) != want {
		return nil, errCorrupt
	}
	return b[4:], nil
}
