#include <xxhash.h>
unsigned long slot(const char *key, unsigned long n)
{
    // not: hash
    return XXH64(key, n, 0);
}
