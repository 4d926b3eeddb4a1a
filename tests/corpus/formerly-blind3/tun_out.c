#include <mbedtls/chachapoly.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define TUN_BATCH 64
#define TUN_MTU 1420

struct tun_pkt { uint8_t d[TUN_MTU + 32]; uint16_t len; };

struct session {
	mbedtls_chachapoly_context tx;
	uint64_t counter;
	int fd;
};

int session_tx(struct session *s, struct tun_pkt *v, int n)
{
	for (int i = 0; i < n; i++) {
		uint8_t nonce[12] = { 0 };
		struct tun_pkt *p = &v[i];

		s->counter++;
		// degrades: copy
		memcpy(nonce + 4, &s->counter, 8);
		// degrades: encrypt
		if (mbedtls_chachapoly_encrypt_and_tag(&s->tx, p->len, nonce, NULL, 0,
						       p->d, p->d, p->d + p->len))
			return -EIO;
		if (write(s->fd, p->d, p->len + 16) < 0)
			return -errno;
	}
	return n;
}
