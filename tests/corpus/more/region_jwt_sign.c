#include <openssl/evp.h>

int token_sign(EVP_MD_CTX *m, const unsigned char *text, size_t n, unsigned char *sig, size_t *len)
{
    // region: sign async
    return EVP_DigestSign(m, sig, len, text, n);
}

int tokens(EVP_MD_CTX *m, const unsigned char **text, size_t *n, unsigned char (*sig)[256], int count)
{
    for (int i = 0; i < count; i++) {
        size_t len = 256;
        if (token_sign(m, text[i], n[i], sig[i], &len) != 1)
            return -1;
    }
    return 0;
}
