#include <openssl/evp.h>
int seal(EVP_CIPHER_CTX *ctx, unsigned char *to, int *n, const unsigned char *from, int size)
{
    EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), 0, 0, 0);
    // degrades: encrypt aes-gcm
    return EVP_EncryptUpdate(ctx, to, n, from, size);
}
