#include <zlib.h>

int pack(Bytef *to, uLongf *length, const Bytef *from, uLong size, uLong *sums)
{
	sums[0] = crc32(crc32(0L, Z_NULL, 0), from, (uInt)size);
	sums[1] = adler32(1L, from, (uInt)size);
	return size < 100 ? compress(to, length, from, size) : compress2(to, length, from, size, 6);
}

int unpack(Bytef *to, uLongf *length, const Bytef *from, uLong size)
{
	return uncompress(to, length, from, size);
}
