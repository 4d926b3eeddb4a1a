/* Password check: every round hashes the previous 32 bytes; a strict chain of
 * tiny messages that no queue can hide. */
#include <openssl/sha.h>
#include <string.h>

#define ROUNDS 100000

void stretch(unsigned char key[32])
{
    for (int i = 0; i < ROUNDS; i++) {
        unsigned char next[32];
        // degrades: hash
        SHA256(key, 32, next);
        // degrades: copy
        memcpy(key, next, 32);
    }
}
