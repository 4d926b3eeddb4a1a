#include <openssl/sha.h>
void cache_key(const unsigned char *url, unsigned long size, unsigned char *key)
{
    // degrades: hash sha256
    SHA256(url, size, key);
}
