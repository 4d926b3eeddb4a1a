package limits

import (
	"errors"
	"fmt"
)

type Limit struct {
	Name     string
	Min, Max int64
	Value    int64
}

// Verify collects every violation instead of the first one only.
func Verify(ls []Limit) error {
	var errs []error
	// not: verify
	for _, l := range ls {
		if l.Value < l.Min || l.Value > l.Max {
			errs = append(errs, fmt.Errorf("%s: %d is not in [%d, %d]", l.Name, l.Value, l.Min, l.Max))
		}
	}
	return errors.Join(errs...)
}
