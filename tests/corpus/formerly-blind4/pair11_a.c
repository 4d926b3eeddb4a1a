#include <openssl/evp.h>

#define PART_SIZE (1 << 20)

/* parts of a backup set; the container format is fixed by the appliance */
int part_seal(EVP_CIPHER_CTX *ctx, const unsigned char *key, const unsigned char *iv,
              unsigned char *out, const unsigned char *part)
{
    int n = 0, tail = 0;

    if (!EVP_EncryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, iv))
        return -1;
    // region: encrypt aes-cbc async min=65536
    if (!EVP_EncryptUpdate(ctx, out, &n, part, PART_SIZE))
        return -1;
    if (!EVP_EncryptFinal_ex(ctx, out + n, &tail))
        return -1;
    return n + tail;
}
