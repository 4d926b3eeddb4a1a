/* TLS session tickets: 128 bytes of state, encrypted with AES-CBC. */
#include <openssl/evp.h>
#include <stdint.h>

#define STATE 128

struct ticket { uint8_t iv[16]; uint8_t body[STATE + 16]; };

int ticket_open(EVP_CIPHER_CTX *c, const uint8_t key[16], const struct ticket *t, uint8_t out[STATE + 16])
{
    int a = 0, b = 0;

    if (EVP_DecryptInit_ex(c, EVP_aes_128_cbc(), NULL, key, t->iv) != 1)
        return -1;
    // degrades: decrypt
    if (EVP_DecryptUpdate(c, out, &a, t->body, sizeof t->body) != 1)
        return -1;
    return EVP_DecryptFinal_ex(c, out + a, &b) == 1 ? a + b : -1;
}
