#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>

struct token { unsigned char hash[32]; unsigned char sig[256]; size_t sig_len; };

static int token_sign(EVP_PKEY_CTX *pk, struct token *c)
{
    c->sig_len = sizeof c->sig;
    // degrades: sign
    return EVP_PKEY_sign(pk, c->sig, &c->sig_len, c->hash, sizeof c->hash) == 1 ? 0 : -1;
}

EVP_PKEY_CTX *load_key(const char *path);

/* Signs the release manifest and leaves. */
int main(int argc, char **argv)
{
    struct token t = {{0}, {0}, 0};
    if (argc != 2 || token_sign(load_key(argv[1]), &t))
        return 1;
    return fwrite(t.sig, 1, t.sig_len, stdout) == t.sig_len ? 0 : 1;
}
