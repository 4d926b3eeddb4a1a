package bundle

import (
	"bytes"
	"compress/flate"
	"io"
)

// rawPart is the expanded size of each part; our packer makes parts with one
// complete stream each.
const rawPart = 1 << 20

type part struct {
	packed []byte
	raw    []byte // len rawPart
}

func expand(p *part) error {
	zr := flate.NewReader(bytes.NewReader(p.packed))
	defer zr.Close()
	// region: decompress
	_, err := io.ReadFull(zr, p.raw[:rawPart])
	return err
}
