#include <openssl/evp.h>
#include <openssl/kdf.h>

int expand(unsigned char *out, size_t n, const unsigned char *secret, size_t len)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
    int ok = c && EVP_PKEY_derive_init(c) > 0 && EVP_PKEY_CTX_set1_hkdf_key(c, secret, len) > 0;

    // not: kex
    ok = ok && EVP_PKEY_derive(c, out, &n) > 0;
    EVP_PKEY_CTX_free(c);
    return ok ? 0 : -1;
}
