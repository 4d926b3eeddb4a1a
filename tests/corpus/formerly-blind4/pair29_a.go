package registry

import "crypto/sha256"

type Layer struct {
	Data   []byte // 4 to 64 MiB
	Digest [sha256.Size]byte
}

func stamp(layers []*Layer) {
	for _, l := range layers {
		// region: hash sha256 async min=65536
		l.Digest = sha256.Sum256(l.Data)
	}
}
