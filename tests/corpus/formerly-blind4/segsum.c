#include <stdint.h>
#include <stddef.h>

extern const uint64_t ecma182[256];

/* Segments are 1 MiB; the sum goes into the manifest of the replication group. */
uint64_t SegmentSum(uint64_t Seed, const unsigned char *Data, size_t Length)
{
    uint64_t Sum = ~Seed;

    // region: crc crc64 in-core
    for (; Length != 0; Length--, Data++)
        Sum = ecma182[(unsigned char)(Sum ^ *Data)] ^ (Sum >> 8);

    return ~Sum;
}
