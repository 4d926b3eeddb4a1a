#include <openssl/evp.h>
int seal(EVP_CIPHER_CTX *c, unsigned char *out, int *m, const unsigned char *in)
{
    EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), 0, 0, 0);
    // degrades: encrypt aes-gcm
    return EVP_EncryptUpdate(c, out, m, in, 48);
}
