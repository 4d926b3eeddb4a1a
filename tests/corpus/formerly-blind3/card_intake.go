package intake

import "errors"

var errDigits = errors.New("intake: not a card number")

type Card struct {
	Number string
	Month  int
	Year   int
}

// Checksum returns the sum whose last digit has to be zero.
func (c Card) Checksum() (int, error) {
	sum := 0
	// not: crc
	for i, n := 0, len(c.Number); i < n; i++ {
		d := int(c.Number[n-1-i]) - '0'
		if d < 0 || d > 9 {
			return 0, errDigits
		}
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum, nil
}

func (c Card) Plausible() bool {
	s, err := c.Checksum()
	return err == nil && s%10 == 0 && len(c.Number) >= 12
}
