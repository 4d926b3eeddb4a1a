#include <openssl/evp.h>

#define PART_SIZE (1 << 20)

/* parts of an object; every part carries its own tag */
int part_seal(EVP_CIPHER_CTX *ctx, const unsigned char *key, const unsigned char *iv,
              unsigned char *out, const unsigned char *part, unsigned char tag[16])
{
    int n = 0, tail = 0;

    if (!EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, iv))
        return -1;
    // degrades: encrypt
    if (!EVP_EncryptUpdate(ctx, out, &n, part, PART_SIZE))
        return -1;
    if (!EVP_EncryptFinal_ex(ctx, out + n, &tail))
        return -1;
    return EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, 16, tag) ? n : -1;
}
