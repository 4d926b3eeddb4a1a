package store

import (
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"hash/crc64"
	"io"

	"github.com/klauspost/compress/zstd"
)

const segment = 1 << 20

var jones = crc64.MakeTable(crc64.ECMA)

type sealer struct {
	blk cipher.Block
	enc *zstd.Encoder
}

func (s *sealer) seal(iv, plain []byte) []byte {
	if len(plain) != segment {
		panic("segment")
	}
	out := make([]byte, segment)
	// region: encrypt aes-cbc async min=65536
	cipher.NewCBCEncrypter(s.blk, iv).CryptBlocks(out, plain)
	return out
}

func (s *sealer) sum(b []byte) uint64 {
	// region: crc crc64 in-core async min=512
	return crc64.Checksum(b, jones)
}

func (s *sealer) squeeze(b []byte) []byte {
	// region: compress zstd sync min=16384
	return s.enc.EncodeAll(b, make([]byte, 0, len(b)))
}

func newBlock(key []byte) (cipher.Block, error) { return aes.NewCipher(key) }

func pour(dst io.Writer, src io.Reader) error {
	fw, err := flate.NewWriter(dst, flate.BestSpeed)
	if err != nil {
		return err
	}
	// region: compress deflate sync async in-core min=4096
	if _, err := io.Copy(fw, src); err != nil {
		return err
	}
	return fw.Close()
}
