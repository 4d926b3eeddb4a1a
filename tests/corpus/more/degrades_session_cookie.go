package web

import (
	"bytes"
	"compress/zlib"
)

func Cookie(user [16]byte) []byte {
	var b bytes.Buffer
	zw := zlib.NewWriter(&b)
	// degrades: compress
	zw.Write(user[:])
	zw.Close()
	return b.Bytes()
}
