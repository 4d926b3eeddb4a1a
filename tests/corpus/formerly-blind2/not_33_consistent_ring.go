package ring

import (
	"hash/fnv"
	"sort"
)

type point struct {
	pos  uint32
	node string
}

// Ring is a consistent hash ring with virtual nodes.
type Ring struct{ pts []point }

func key(s string) uint32 {
	h := fnv.New32a()
	// not: hash
	h.Write([]byte(s))
	return h.Sum32()
}

// Node finds the owner of k.
func (r *Ring) Node(k string) string {
	p := key(k)
	i := sort.Search(len(r.pts), func(i int) bool { return r.pts[i].pos >= p })
	if i == len(r.pts) {
		i = 0
	}
	return r.pts[i].node
}
