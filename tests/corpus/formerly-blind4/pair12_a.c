#include <openssl/evp.h>
#include "worker.h"

/* CertificateVerify of each accepted connection, from the event loop of a worker */
static int hs_cert_verify_out(struct conn *c)
{
	EVP_MD_CTX *md = c->worker->md;
	size_t siglen = sizeof(c->hs.sig);

	EVP_MD_CTX_reset(md);
	if (EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, c->worker->cert_key) <= 0)
		return HS_FATAL;
	// region: sign async
	if (EVP_DigestSign(md, c->hs.sig, &siglen, c->hs.transcript, c->hs.transcript_len) <= 0)
		return HS_FATAL;
	c->hs.sig_len = siglen;
	c->worker->stats.handshakes++;
	return HS_NEXT;
}
