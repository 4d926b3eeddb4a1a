/* Daemon start: signs its own registration document once, then forks. */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>

static unsigned char reg_sig[256];
static size_t reg_sig_len = sizeof reg_sig;

static int sign_registration(EVP_PKEY *rsa, const unsigned char digest[32])
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(rsa, NULL);
    int ok = EVP_PKEY_sign_init(c) > 0 &&
             EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING) > 0;
    // degrades: sign
    ok = ok && EVP_PKEY_sign(c, reg_sig, &reg_sig_len, digest, 32) > 0;
    EVP_PKEY_CTX_free(c);
    return ok;
}

extern EVP_PKEY *load_host_key(void);
extern int run_daemon(void);

int main(void)
{
    static const unsigned char digest[32] = { 0x17 };
    EVP_PKEY *k = load_host_key();
    if (!k || !sign_registration(k, digest)) {
        fputs("cannot sign registration\n", stderr);
        return 1;
    }
    EVP_PKEY_free(k);
    return run_daemon();
}
