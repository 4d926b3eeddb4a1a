package blobs

import (
	"bytes"
	"compress/flate"
	"io"
)

func Expand(blob []byte) ([]byte, error) {
	fr := flate.NewReader(bytes.NewReader(blob))
	defer fr.Close()
	// region: decompress in-core sync min=16384
	return io.ReadAll(fr)
}
