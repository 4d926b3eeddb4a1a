#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stddef.h>
#include <stdint.h>

struct listener {
	EVP_PKEY *pkey;
	struct { uint64_t n; } stats;
};

/* CertificateVerify of every accepted connection, from the worker loops */
int listener_on_cert_verify(struct listener *l, const uint8_t *tbs, size_t tbslen,
			    uint8_t *sig, size_t *siglen)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx;
	int ok;

	ok = md && EVP_DigestSignInit(md, &pctx, EVP_sha256(), NULL, l->pkey) == 1 &&
	     EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) == 1;
	// region: sign async
	ok = ok && EVP_DigestSign(md, sig, siglen, tbs, tbslen) == 1;
	EVP_MD_CTX_free(md);
	l->stats.n++;
	return ok ? 0 : -1;
}
