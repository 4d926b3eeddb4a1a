#include <openssl/evp.h>

static int derive(EVP_PKEY_CTX *c, unsigned char *key, size_t *n)
{
    // degrades: kex
    return EVP_PKEY_derive(c, key, n);
}

EVP_PKEY_CTX *peer(void);

int main(void)
{
    unsigned char key[32];
    size_t n = sizeof key;
    return derive(peer(), key, &n) != 1;
}
