package archive

import (
	"bytes"
	"compress/gzip"
	"fmt"
)

// chunkSize is the unit of parallel upload; every chunk is its own gzip
// member so that a download may start anywhere.
const chunkSize = 4 << 20

type chunk struct {
	index int
	raw   []byte
	out   bytes.Buffer
}

func pack(c *chunk) error {
	zw, err := gzip.NewWriterLevel(&c.out, gzip.DefaultCompression)
	if err != nil {
		return err
	}
	// region: compress
	if _, err := zw.Write(c.raw[:chunkSize]); err != nil {
		return fmt.Errorf("chunk %d: %w", c.index, err)
	}
	return zw.Close()
}

func packAll(chunks []*chunk) error {
	errs := make(chan error, len(chunks))
	for _, c := range chunks {
		go func(c *chunk) { errs <- pack(c) }(c)
	}
	for range chunks {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}
