package objsum

import (
	"hash/crc64"
	"io"
)

var nvme = crc64.MakeTable(0x9a6c9329ac4bc9b5)

// Sum reads an object in steps of 1 MiB and returns what the bucket's metadata must hold.
func Sum(r io.Reader) (sum uint64, err error) {
	buf := make([]byte, 1<<20)
	for {
		n, rerr := io.ReadFull(r, buf)
		// region: crc crc64 in-core
		sum = crc64.Update(sum, nvme, buf[:n])
		switch rerr {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return sum, nil
		default:
			return 0, rerr
		}
	}
}
