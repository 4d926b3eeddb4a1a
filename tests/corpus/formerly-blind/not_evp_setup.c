#include <openssl/evp.h>

struct sealer { EVP_CIPHER_CTX *enc; EVP_MD_CTX *md; };

int sealer_open(struct sealer *s, const unsigned char key[32])
{
    s->enc = EVP_CIPHER_CTX_new();
    s->md = EVP_MD_CTX_new();
    // not: encrypt
    if (!s->enc || EVP_EncryptInit_ex(s->enc, EVP_aes_256_gcm(), NULL, key, NULL) != 1)
        return -1;
    // not: hash
    return EVP_DigestInit_ex(s->md, EVP_sha256(), NULL) == 1 ? 0 : -1;
}
