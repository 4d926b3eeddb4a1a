package hull

type Point struct{ X, Y int64 }

type Hull struct{ pts []Point }

// Compress drops collinear points.
func (h *Hull) Compress() {
	out := h.pts[:0]
	// not: compress
	for i, p := range h.pts {
		q := h.pts[(i+1)%len(h.pts)]
		if p.X != q.X || p.Y != q.Y {
			out = append(out, p)
		}
	}
	h.pts = out
}

func Shrink(h *Hull) int {
	// not: compress
	h.Compress()
	return len(h.pts)
}
