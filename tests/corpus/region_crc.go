package disk

import "hash/crc32"

func sum(block []byte) uint32 {
	// region: crc crc32
	return crc32.ChecksumIEEE(block)
}
