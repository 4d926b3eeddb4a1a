package idx

import (
	"bytes"
	"hash/fnv"
	"sort"
)

func key(s string) uint64 {
	h := fnv.New64a()
	// not: hash
	h.Write([]byte(s))
	return h.Sum64()
}

func same(a, b []byte) bool {
	// degrades: compare
	return bytes.Equal(a[:20], b[:20])
}

func filterNames(in []string, f func(string) bool) []string {
	var out []string
	// not: filter
	for _, s := range in {
		if f(s) {
			out = append(out, s)
		}
	}
	sort.Strings(out)
	return out
}

func header(dst, src []byte) {
	// degrades: copy
	copy(dst[:14], src)
}
