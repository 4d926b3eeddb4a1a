package wire

import "hash/crc32"

// Tag sums the eight bytes of an identifier.
func Tag(id [8]byte) uint32 {
	// degrades: crc
	return crc32.ChecksumIEEE(id[:])
}
