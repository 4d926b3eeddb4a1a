package dumpread

import (
	"compress/gzip"
	"os"
)

// Expand reads a whole table dump, usually 200 to 800 MB, and hands it on in pieces of 4 MiB.
func Expand(name string, emit func([]byte) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	buf := make([]byte, 4<<20)
	for {
		// region: decompress deflate in-core
		n, err := zr.Read(buf)
		if n > 0 {
			if e := emit(buf[:n]); e != nil {
				return e
			}
		}
		if err != nil {
			return err
		}
	}
}
