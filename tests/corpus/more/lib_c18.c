#include <openssl/ssl.h>
#include <openssl/rsa.h>
#include <openssl/ec.h>

struct w { SSL *ssl; };

int on_accept(struct w *w)
{
	// region: sign async
	int rc = SSL_accept(w->ssl);
	return rc == 1 ? 0 : SSL_get_error(w->ssl, rc);
}

int sign_token(EVP_PKEY_CTX *c, unsigned char *sig, size_t *n, const unsigned char *d)
{
	// region: sign async
	return EVP_PKEY_sign(c, sig, n, d, 32);
}

int main(int argc, char **argv)
{
	EVP_PKEY_CTX *c = NULL;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char sig[512];
	size_t n = sizeof(sig);
	// degrades: sign
	EVP_DigestSign(md, sig, &n, (unsigned char *)argv[0], 16);
	return c != NULL;
}
