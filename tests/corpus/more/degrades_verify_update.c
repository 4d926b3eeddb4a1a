#include <openssl/evp.h>

int package_ok(EVP_MD_CTX *m, const unsigned char *sig, size_t len, const unsigned char *p, size_t n)
{
    // degrades: verify
    return EVP_DigestVerify(m, sig, len, p, n) == 1;
}
