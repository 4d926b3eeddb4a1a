/* Roaming tunnel: ChaCha20-Poly1305 over 1280-byte datagrams. */
#include <openssl/evp.h>
#include <stdint.h>

enum { DGRAM = 1280 };

int dgram_open(EVP_CIPHER_CTX *c, const uint8_t nonce[12], uint8_t *d, int n, uint8_t tag[16])
{
    int a, b;

    if (n > DGRAM || EVP_DecryptInit_ex(c, NULL, NULL, NULL, nonce) != 1)
        return -1;
    if (EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, 16, tag) != 1)
        return -1;
    // degrades: decrypt
    if (EVP_DecryptUpdate(c, d, &a, d, n) != 1)
        return -1;
    return EVP_DecryptFinal_ex(c, d + a, &b) == 1 ? a + b : -1;
}
