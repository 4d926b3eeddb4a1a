/* IoT broker: server key exchange signed by an RSA-3072 key through mbed TLS,
 * once per connecting device (storms of several thousand per second). */
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/pk.h>
#include <stdint.h>

struct broker_tls {
    mbedtls_pk_context       key;
    mbedtls_ctr_drbg_context rng;
};

struct hs { uint8_t digest[32]; uint8_t sig[384]; size_t sig_len; };

int broker_sign_handshake(struct broker_tls *t, struct hs *h)
{
    // region: sign
    int rc = mbedtls_pk_sign(&t->key, MBEDTLS_MD_SHA256, h->digest, sizeof h->digest,
                             h->sig, sizeof h->sig, &h->sig_len,
                             mbedtls_ctr_drbg_random, &t->rng);
    return rc == 0 ? 0 : -1;
}
