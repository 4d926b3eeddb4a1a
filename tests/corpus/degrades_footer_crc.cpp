#include <crc32c/crc32c.h>
struct Footer { char bytes[28]; unsigned crc; void Seal(const char *p, unsigned n); };
void Footer::Seal(const char *p, unsigned n)
{
    // degrades: crc crc32c
    crc = crc32c::Crc32c(p, n);
}
