/* RSA-2048 signature helper of a gateway, called once while the program starts. */
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>

struct gw { EVP_PKEY *rsa; uint8_t sig[256]; size_t sig_len; };

static int gw_sign(struct gw *g, const uint8_t digest[32])
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(g->rsa, NULL);
    int ok = c && EVP_PKEY_sign_init(c) > 0;

    g->sig_len = sizeof g->sig;
    // degrades: sign
    ok = ok && EVP_PKEY_sign(c, g->sig, &g->sig_len, digest, 32) > 0;
    EVP_PKEY_CTX_free(c);
    return ok ? 0 : -1;
}

extern int register_gateway(const uint8_t *sig, size_t n);

int gateway_init(struct gw *g, const uint8_t digest[32])
{
    if (gw_sign(g, digest) < 0) {
        fputs("init: cannot sign\n", stderr);
        return -1;
    }
    return register_gateway(g->sig, g->sig_len);
}
