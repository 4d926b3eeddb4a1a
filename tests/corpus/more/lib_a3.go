package table

const rowsPerGroup = 1 << 20

type column struct{ codes []uint16 }

func (c *column) between(lo, hi uint16, bits []uint64) {
	// region: scan async sync min=65536
	for i := 0; i < rowsPerGroup; i++ {
		if v := c.codes[i]; v >= lo && v <= hi {
			bits[i>>6] |= 1 << (uint(i) & 63)
		}
	}
}

func (c *column) gather(sel []uint32, out []uint16) []uint16 {
	for _, i := range sel {
		out = append(out, c.codes[i])
	}
	return out
}
