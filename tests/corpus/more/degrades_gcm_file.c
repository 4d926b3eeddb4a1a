#include <openssl/evp.h>

int object_seal(EVP_CIPHER_CTX *c, unsigned char *out, const unsigned char *in, int blocks)
{
    int m;
    for (int i = 0; i < blocks; i++)
        // degrades: encrypt
        if (EVP_EncryptUpdate(c, out + (long)i * 65536, &m, in + (long)i * 65536, 65536) != 1)
            return -1;
    return 0;
}
