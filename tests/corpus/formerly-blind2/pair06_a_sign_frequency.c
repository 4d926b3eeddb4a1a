/* RSA-2048 signature helper of a gateway, called for each new TLS connection. */
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>

struct gw { EVP_PKEY *rsa; uint8_t sig[256]; size_t sig_len; };

static int gw_sign(struct gw *g, const uint8_t digest[32])
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(g->rsa, NULL);
    int ok = c && EVP_PKEY_sign_init(c) > 0;

    g->sig_len = sizeof g->sig;
    // region: sign
    ok = ok && EVP_PKEY_sign(c, g->sig, &g->sig_len, digest, 32) > 0;
    EVP_PKEY_CTX_free(c);
    return ok ? 0 : -1;
}

extern int next_handshake(uint8_t digest[32]);
extern void handshake_reply(const uint8_t *sig, size_t n);

void handshake_loop(struct gw *g)
{
    uint8_t digest[32];
    while (next_handshake(digest) == 0)
        if (gw_sign(g, digest) == 0)
            handshake_reply(g->sig, g->sig_len);
}
