#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stddef.h>
#include <stdint.h>

struct daemon {
	EVP_PKEY *pkey;
	uint8_t announce[256];
	size_t announce_len;
};

/* from main() before the loop starts: the node's announcement */
int daemon_make_announcement(struct daemon *d, const uint8_t *tbs, size_t tbslen)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx;
	int ok;

	d->announce_len = sizeof(d->announce);
	ok = md && EVP_DigestSignInit(md, &pctx, EVP_sha256(), NULL, d->pkey) == 1 &&
	     EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) == 1;
	// degrades: sign
	ok = ok && EVP_DigestSign(md, d->announce, &d->announce_len, tbs, tbslen) == 1;
	EVP_MD_CTX_free(md);
	return ok ? 0 : -1;
}
