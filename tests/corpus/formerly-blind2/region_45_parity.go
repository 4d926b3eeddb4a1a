package raid

// Parity over a full stripe of a software RAID-5 server; strips are 128 KiB.
const stripBytes = 128 << 10

type stripe struct {
	data   [][]uint64 // stripBytes/8 words each
	parity []uint64
}

func (s *stripe) seal() {
	// region: erasure
	for i := 0; i < stripBytes/8; i++ {
		x := s.data[0][i]
		for _, d := range s.data[1:] {
			x ^= d[i]
		}
		s.parity[i] = x
	}
}
