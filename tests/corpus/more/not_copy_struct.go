package state

type Pos struct{ X, Y, Z float64 }

func Clone(in []*Pos) []*Pos {
	out := make([]*Pos, 0, len(in))
	// not: copy
	for _, p := range in {
		q := *p
		out = append(out, &q)
	}
	return out
}
