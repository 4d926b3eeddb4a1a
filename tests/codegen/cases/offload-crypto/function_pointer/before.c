#include <openssl/evp.h>

typedef int (*step)(EVP_CIPHER_CTX *, unsigned char *, int *, const unsigned char *, int);

int run(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *text, int length, int encrypt)
{
    int n = 0;
    step work = encrypt ? EVP_EncryptUpdate : EVP_DecryptUpdate;
    if (EVP_EncryptUpdate(ctx, NULL, &n, text, 0) != 1) {
        return -1;
    }
    return work(ctx, out, &n, text, length);
}
