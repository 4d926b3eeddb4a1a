package upload

import "crypto/sha256"

type part struct {
	number int
	body   []byte // 8 MiB but for the last
	digest [32]byte
}

func digests(parts []part) {
	for i := range parts {
		// region: hash sha256 async
		parts[i].digest = sha256.Sum256(parts[i].body)
	}
}
