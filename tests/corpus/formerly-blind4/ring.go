package ring

import "hash/fnv"

type Ring struct {
	points []uint64
	owner  []string
}

func (r *Ring) Owner(key []byte) string {
	f := fnv.New64a()
	// not: hash
	f.Write(key)
	h := f.Sum64()
	lo, hi := 0, len(r.points)
	for lo < hi {
		if mid := (lo + hi) / 2; r.points[mid] < h {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return r.owner[lo%len(r.owner)]
}
