#include <openssl/evp.h>
#include <stdint.h>
#include <endian.h>

#define SECT 4096

int sectors_open(EVP_CIPHER_CTX *cx, uint8_t *buf, unsigned n, uint64_t first)
{
	for (unsigned i = 0; i < n; i++, buf += SECT) {
		uint64_t tweak[2] = { htole64(first + i), 0 };
		int got;

		if (!EVP_DecryptInit_ex(cx, NULL, NULL, NULL, (uint8_t *)tweak))
			return -1;
		// degrades: decrypt
		if (!EVP_DecryptUpdate(cx, buf, &got, buf, SECT) || got != SECT)
			return -1;
	}
	return 0;
}
