package ledger

import "crypto/sha256"

// book keeps its lines in memory; at most 512 MiB of them.
type book struct {
	lines []entry
}

type entry struct {
	text []byte // 200 bytes at most
	sum  [32]byte
}

func (b *book) seal() {
	for i := range b.lines {
		// degrades: hash
		b.lines[i].sum = sha256.Sum256(b.lines[i].text)
	}
}

func (b *book) name(title []byte) [32]byte {
	// degrades: hash
	return sha256.Sum256(title)
}
