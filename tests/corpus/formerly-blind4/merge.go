package merge

import "slices"

type Version struct {
	Major, Minor, Patch int
	Pre                 string
}

func compare(a, b Version) int {
	// not: compare
	for _, d := range [...]int{a.Major - b.Major, a.Minor - b.Minor, a.Patch - b.Patch} {
		if d != 0 {
			return d
		}
	}
	switch {
	case a.Pre == b.Pre:
		return 0
	case a.Pre == "":
		return 1
	case b.Pre == "" || a.Pre < b.Pre:
		return -1
	}
	return 1
}

func Newest(vs []Version) Version { return slices.MaxFunc(vs, compare) }
