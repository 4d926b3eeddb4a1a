#include <zlib.h>
#include "accel_offload.h"

int pack(Bytef *to, uLongf *length, const Bytef *from, uLong size, uLong *sums)
{
	sums[0] = accel_crc32(accel_crc32(0L, Z_NULL, 0), from, (uInt)size);
	sums[1] = accel_adler32(1L, from, (uInt)size);
	return size < 100 ? accel_compress(to, length, from, size) : accel_compress2(to, length, from, size, 6);
}

int unpack(Bytef *to, uLongf *length, const Bytef *from, uLong size)
{
	return accel_uncompress(to, length, from, size);
}
