#include <openssl/evp.h>
#include <openssl/aes.h>
#include <openssl/sha.h>

#define TAPE (1 << 20)

/* seals one 1 MiB tape block; sixteen of them are in flight */
int tape_seal(EVP_CIPHER_CTX *c, unsigned char *out, const unsigned char *in)
{
    int n;
    EVP_EncryptInit_ex(c, EVP_aes_128_cbc(), NULL, NULL, NULL);
    // region: encrypt aes-cbc async min=65536
    return EVP_EncryptUpdate(c, out, &n, in, TAPE) == 1 ? n : -1;
}

int gcm_bulk(EVP_CIPHER_CTX *c, unsigned char *out, const unsigned char *in)
{
    int n;
    EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, NULL, NULL);
    // degrades: encrypt
    return EVP_EncryptUpdate(c, out, &n, in, TAPE) == 1 ? n : -1;
}

void name_of(const unsigned char *chunk, unsigned char id[32])
{
    // region: hash sha256 async min=65536
    SHA256(chunk, 8u << 20, id);
}

void md(const unsigned char *chunk, unsigned char id[16])
{
    // degrades: hash
    EVP_Digest(chunk, 8u << 20, id, NULL, EVP_md5(), NULL);
}
