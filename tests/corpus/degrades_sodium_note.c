#include <sodium.h>
int box(unsigned char *c, unsigned long long *n, const unsigned char *m, const unsigned char *k, const unsigned char *t)
{
    // degrades: encrypt aes-gcm
    return crypto_aead_aes256gcm_encrypt(c, n, m, 64, 0, 0, 0, t, k);
}
