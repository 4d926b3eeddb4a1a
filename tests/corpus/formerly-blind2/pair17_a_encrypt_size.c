/* Key vault: AES-256-CBC of 2 MiB archive chunks, dozens in flight. */
#include <openssl/evp.h>
#include <stdint.h>

#define LEN (2 * 1024 * 1024)

struct box { uint8_t iv[16]; uint8_t in[LEN]; uint8_t out[LEN + 16]; };

int box_close(EVP_CIPHER_CTX *c, const uint8_t key[32], struct box *b)
{
    int n, f;

    if (EVP_EncryptInit_ex(c, EVP_aes_256_cbc(), NULL, key, b->iv) != 1)
        return -1;
    // region: encrypt
    if (EVP_EncryptUpdate(c, b->out, &n, b->in, LEN) != 1)
        return -1;
    return EVP_EncryptFinal_ex(c, b->out + n, &f) == 1 ? n + f : -1;
}
