package wal

var castagnoli [256]uint32

func checksum(page []byte) uint32 {
	crc := ^uint32(0)
	// region: crc crc32c in-core
	for _, v := range page {
		crc = castagnoli[byte(crc)^v] ^ (crc >> 8)
	}
	return ^crc
}
