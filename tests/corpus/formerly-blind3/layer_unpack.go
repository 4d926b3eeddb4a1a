package registry

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
)

// Blob is a layer chunk that is complete in memory.
type Blob struct {
	Packed  []byte
	RawSize int // from the manifest, 4 MiB except for the last chunk
}

const chunkRaw = 4 << 20

func (b *Blob) Expand() ([]byte, error) {
	if b.RawSize != chunkRaw {
		return nil, fmt.Errorf("chunk of %d bytes", b.RawSize)
	}
	zr, err := gzip.NewReader(bytes.NewReader(b.Packed))
	if err != nil {
		return nil, err
	}
	defer zr.Close()
	raw := make([]byte, b.RawSize)
	// region: decompress deflate sync async in-core min=16384
	if _, err := io.ReadFull(zr, raw); err != nil {
		return nil, err
	}
	return raw, nil
}
