package audit

import (
	"fmt"
	"sort"
	"strings"
)

// Record is a flat audit record.
type Record map[string]string

// Line renders a record for humans, keys in order.
func Line(r Record) string {
	keys := make([]string, 0, len(r))
	for k := range r {
		keys = append(keys, k)
	}
	// not: compare
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	var b strings.Builder
	for _, k := range keys {
		// not: serialize
		fmt.Fprintf(&b, "%s=%q ", k, r[k])
	}
	return b.String()
}
