package export

import (
	"compress/gzip"
	"io"
)

// unit is the size of a session marker.
const unit = 96

func writeUnit(w io.Writer, p *[unit]byte) error {
	zw := gzip.NewWriter(w)
	// degrades: compress
	if _, err := zw.Write(p[:]); err != nil {
		return err
	}
	return zw.Close()
}

// Export writes every unit as its own gzip member.
func Export(w io.Writer, units []*[unit]byte) error {
	for _, u := range units {
		if err := writeUnit(w, u); err != nil {
			return err
		}
	}
	return nil
}
