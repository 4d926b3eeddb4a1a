/* Backup vault: each 1 MiB chunk is encrypted with its own IV by a pool of
 * workers, 64 chunks are in flight. */
#include <openssl/evp.h>
#include <stdint.h>

#define VCHUNK (1 << 20)

struct vchunk {
    unsigned char plain[VCHUNK];
    unsigned char cipher[VCHUNK + 16];
    unsigned char iv[16];
    int           clen;
};

int vault_seal(EVP_CIPHER_CTX *ctx, const unsigned char key[32], struct vchunk *v)
{
    int n = 0, fin = 0;

    if (!EVP_EncryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, v->iv))
        return -1;
    // region: encrypt conditional
    if (!EVP_EncryptUpdate(ctx, v->cipher, &n, v->plain, VCHUNK))
        return -1;
    if (!EVP_EncryptFinal_ex(ctx, v->cipher + n, &fin))
        return -1;
    v->clen = n + fin;
    return 0;
}
