/* Key server: edge nodes send the digest of each TLS handshake, this process
 * holds the RSA-2048 key.  Thousands of requests per second, epoll driven. */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdint.h>

struct sign_req {
    int            conn;
    unsigned char  digest[32];
    unsigned char  sig[256];
    size_t         sig_len;
};

extern int  next_request(struct sign_req *r);
extern void send_reply(const struct sign_req *r);

static int sign_one(EVP_PKEY *key, struct sign_req *r)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
    int ok = 0;

    if (!c)
        return 0;
    if (EVP_PKEY_sign_init(c) > 0 &&
        EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING) > 0 &&
        EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()) > 0) {
        r->sig_len = sizeof r->sig;
        // region: sign
        ok = EVP_PKEY_sign(c, r->sig, &r->sig_len, r->digest, sizeof r->digest) > 0;
    }
    EVP_PKEY_CTX_free(c);
    return ok;
}

void serve(EVP_PKEY *rsa2048)
{
    struct sign_req r;
    while (next_request(&r) == 0)
        if (sign_one(rsa2048, &r))
            send_reply(&r);
}
