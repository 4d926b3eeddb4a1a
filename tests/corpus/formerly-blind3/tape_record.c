#include <openssl/aes.h>
#include <stdint.h>
#include <string.h>

#define REC_BYTES (1024 * 1024)

struct rec {
	uint64_t seq;
	uint8_t iv[AES_BLOCK_SIZE];
	uint8_t clear[REC_BYTES];
	uint8_t coded[REC_BYTES];
};

struct drive {
	AES_KEY key;
	int (*enqueue)(struct drive *, const struct rec *);
};

/* eight records are in flight, the drive takes them in order of seq */
int drive_put(struct drive *d, struct rec *r)
{
	uint8_t iv[AES_BLOCK_SIZE];

	// degrades: copy
	memcpy(iv, r->iv, sizeof(iv));
	// region: encrypt aes-cbc async in-core min=65536
	AES_cbc_encrypt(r->clear, r->coded, REC_BYTES, &d->key, iv, AES_ENCRYPT);
	return d->enqueue(d, r);
}
