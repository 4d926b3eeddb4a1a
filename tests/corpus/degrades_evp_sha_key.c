#include <openssl/sha.h>
void cache_key(const unsigned char *key, size_t key_len, unsigned char *md)
{
    // degrades: hash
    SHA256(key, key_len, md);
}
