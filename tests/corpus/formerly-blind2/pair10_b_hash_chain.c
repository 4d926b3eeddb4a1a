/* Integrity service: SHA-256 over a chain in which every link takes the one before. */
#include <openssl/sha.h>
#include <stdint.h>

#define PART 32
#define PARTS 64

void digest_parts(const uint8_t seed[32], uint8_t out[PARTS][32])
{
    for (int i = 0; i < PARTS; i++) {
        // degrades: hash
        SHA256(i ? out[i - 1] : seed, PART, out[i]);
    }
}
