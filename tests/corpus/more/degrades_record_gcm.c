#include <openssl/evp.h>

#define RECORD 1200

int datagram_seal(EVP_CIPHER_CTX *c, unsigned char *out, const unsigned char *in)
{
    int n;
    // degrades: encrypt
    return EVP_EncryptUpdate(c, out, &n, in, RECORD);
}
