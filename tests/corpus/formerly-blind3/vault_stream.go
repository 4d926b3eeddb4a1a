package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"io"
)

const piece = 1 << 20

type Writer struct {
	dst io.Writer
	st  cipher.Stream
	buf []byte
}

func NewWriter(dst io.Writer, key []byte) (*Writer, error) {
	blk, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	iv := make([]byte, aes.BlockSize)
	if _, err := rand.Read(iv); err != nil {
		return nil, err
	}
	if _, err := dst.Write(iv); err != nil {
		return nil, err
	}
	return &Writer{dst: dst, st: cipher.NewCTR(blk, iv), buf: make([]byte, piece)}, nil
}

// WritePiece takes up to 1 MiB of a media file.
func (w *Writer) WritePiece(p []byte) error {
	out := w.buf[:len(p)]
	// degrades: encrypt
	w.st.XORKeyStream(out, p)
	_, err := w.dst.Write(out)
	return err
}
