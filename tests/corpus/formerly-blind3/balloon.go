package physics

type Vec struct{ X, Y float64 }

// Balloon is a soft body of the level editor.
type Balloon struct {
	Rim      []Vec
	Center   Vec
	Pressure float64
}

// Inflate moves the rim outwards by the pressure of one tick.
func (b *Balloon) Inflate(dt float64) {
	for i := range b.Rim {
		b.Rim[i].X += (b.Rim[i].X - b.Center.X) * b.Pressure * dt
		b.Rim[i].Y += (b.Rim[i].Y - b.Center.Y) * b.Pressure * dt
	}
}

// Deflate lets the air out.
func (b *Balloon) Deflate(dt float64) {
	b.Pressure -= b.Pressure * dt / 2
}

func Tick(all []*Balloon, leaking map[*Balloon]bool, dt float64) {
	for _, b := range all {
		if leaking[b] {
			// not: compress
			b.Deflate(dt)
		} else {
			// not: decompress
			b.Inflate(dt)
		}
	}
}
