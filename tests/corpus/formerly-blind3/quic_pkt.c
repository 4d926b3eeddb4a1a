#include <openssl/aead.h>
#include <stdint.h>
#include <string.h>

#define MAX_PKT 1452

struct keyphase {
	EVP_AEAD_CTX aead;
	uint8_t iv[12];
};

struct pkt {
	uint64_t pn;
	uint8_t hdr[32];
	size_t hdr_len;
	uint8_t body[MAX_PKT];
	size_t body_len;
};

int pkt_protect(struct keyphase *kp, const struct pkt *p, uint8_t *out, size_t *outlen)
{
	uint8_t nonce[12];

	// degrades: copy
	memcpy(nonce, kp->iv, sizeof(nonce));
	// not: erasure
	for (int i = 0; i < 8; i++)
		nonce[11 - i] ^= (uint8_t)(p->pn >> (8 * i));
	// degrades: encrypt
	if (!EVP_AEAD_CTX_seal(&kp->aead, out, outlen, MAX_PKT + 16, nonce, sizeof(nonce),
			       p->body, p->body_len, p->hdr, p->hdr_len))
		return -1;
	return 0;
}
