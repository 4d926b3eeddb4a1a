package ring

import "hash/crc32"

func (r *Ring) node(key string) int {
	// degrades: crc
	h := crc32.ChecksumIEEE([]byte(key))
	return int(h % uint32(len(r.nodes)))
}

type Ring struct{ nodes []string }
