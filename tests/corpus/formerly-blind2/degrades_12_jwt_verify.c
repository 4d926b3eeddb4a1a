/* API gateway: RS256 bearer token check on each request; tokens are cached
 * nowhere because they live for a minute only. */
#include <openssl/evp.h>

struct token { const unsigned char *signed_part; size_t signed_len; unsigned char sig[256]; };

int token_valid(EVP_PKEY *issuer, const struct token *t)
{
    EVP_MD_CTX *m = EVP_MD_CTX_new();
    int ok;

    ok = EVP_DigestVerifyInit(m, NULL, EVP_sha256(), NULL, issuer) == 1;
    // degrades: verify
    ok = ok && EVP_DigestVerify(m, t->sig, sizeof t->sig, t->signed_part, t->signed_len) == 1;
    EVP_MD_CTX_free(m);
    return ok;
}
