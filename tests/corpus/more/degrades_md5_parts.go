package s3

import "crypto/md5"

func PartTag(part []byte) [16]byte {
	// degrades: hash
	return md5.Sum(part)
}
