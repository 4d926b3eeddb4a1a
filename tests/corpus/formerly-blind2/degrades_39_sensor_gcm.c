/* Meter gateway: readings of 256 bytes, mbed TLS GCM. */
#include <mbedtls/gcm.h>
#include <stdint.h>

#define READING 256

struct reading { uint8_t nonce[12]; uint8_t plain[READING]; uint8_t sealed[READING]; uint8_t tag[16]; };

int reading_seal(mbedtls_gcm_context *g, struct reading *r)
{
    // degrades: encrypt
    return mbedtls_gcm_crypt_and_tag(g, MBEDTLS_GCM_ENCRYPT, READING, r->nonce, sizeof r->nonce,
                                     NULL, 0, r->plain, r->sealed, sizeof r->tag, r->tag);
}
