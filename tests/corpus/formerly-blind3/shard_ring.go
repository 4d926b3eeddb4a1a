package ring

import (
	"hash/fnv"
	"sort"
	"strconv"
)

type point struct {
	at   uint64
	node string
}

type Ring struct{ points []point }

func position(s string) uint64 {
	h := fnv.New64a()
	// not: hash
	h.Write([]byte(s))
	return h.Sum64()
}

func New(nodes []string, replicas int) *Ring {
	r := &Ring{}
	for _, n := range nodes {
		for i := 0; i < replicas; i++ {
			r.points = append(r.points, point{position(n + "#" + strconv.Itoa(i)), n})
		}
	}
	sort.Slice(r.points, func(i, j int) bool { return r.points[i].at < r.points[j].at })
	return r
}

func (r *Ring) Owner(key string) string {
	p := position(key)
	i := sort.Search(len(r.points), func(i int) bool { return r.points[i].at >= p })
	return r.points[i%len(r.points)].node
}
