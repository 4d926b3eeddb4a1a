package quorum

// Acks of one round; a group has at most nine members.
type Acks struct {
	index [9]uint64
	n     int
}

// Behind returns the positions that have not reached the commit index.
func (a *Acks) Behind(commit uint64, out []uint64) []uint64 {
	// degrades: filter
	for _, ix := range a.index[:a.n] {
		if ix < commit {
			out = append(out, ix)
		}
	}
	return out
}
