package colstore

import (
	"bytes"
	"compress/flate"
)

const blockSize = 1 << 18

type Writer struct {
	buf bytes.Buffer
	fw  *flate.Writer
}

func NewColWriter() (*Writer, error) {
	w := &Writer{}
	fw, err := flate.NewWriter(&w.buf, 6)
	w.fw = fw
	return w, err
}

func (w *Writer) Block(p []byte) ([]byte, error) {
	w.buf.Reset()
	w.fw.Reset(&w.buf)
	// region: compress in-core async min=4096
	if _, err := w.fw.Write(p[:blockSize]); err != nil {
		return nil, err
	}
	return w.buf.Bytes(), w.fw.Close()
}
