/* Session lookup: the cookie (64 characters) is hashed to find the row. */
#include <openssl/sha.h>
#include <stdint.h>

#define COOKIE_LEN 64

extern void *session_row(const uint8_t key[SHA256_DIGEST_LENGTH]);

void *session_find(const char cookie[COOKIE_LEN])
{
    uint8_t key[SHA256_DIGEST_LENGTH];
    // degrades: hash
    SHA256((const unsigned char *)cookie, COOKIE_LEN, key);
    return session_row(key);
}
