package vol

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/tls"
	"hash/adler32"
	"net"
	"os"

	"github.com/pierrec/lz4/v4"
)

const blockSize = 1 << 20

func decode(key, iv, in []byte) []byte {
	b, _ := aes.NewCipher(key)
	mode := cipher.NewCBCDecrypter(b, iv)
	out := make([]byte, blockSize)
	// degrades: decrypt
	mode.CryptBlocks(out, in[:32])
	return out
}

func pack(in []byte, out []byte) (int, error) {
	var c lz4.Compressor
	if len(in) != blockSize {
		return 0, os.ErrInvalid
	}
	// region: compress lz4 async min=16384
	return c.CompressBlock(in, out)
}

func sum(b []byte) uint32 {
	// region: crc adler32 in-core min=512
	return adler32.Checksum(b)
}

func serve(l net.Listener, cfg *tls.Config) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		t := tls.Server(c, cfg)
		go func() {
			// region: sign async
			if t.Handshake() != nil {
				t.Close()
			}
		}()
	}
}
