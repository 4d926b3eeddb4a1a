#include <openssl/evp.h>

int twice(EVP_CIPHER_CTX *ctx, EVP_CIPHER_CTX *spare, unsigned char *out, const unsigned char *text, int length)
{
    int n = 0;
    if (EVP_CIPHER_CTX_copy(spare, ctx) != 1 || EVP_EncryptUpdate(ctx, out, &n, text, length) != 1) {
        return -1;
    }
    return EVP_EncryptUpdate(spare, out + n, &n, text, length);
}
