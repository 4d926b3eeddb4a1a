#include <sodium.h>
#include <gcrypt.h>
#include <nettle/sha2.h>

#define OBJ (4u << 20)

int seal_cbc(gcry_cipher_hd_t h, unsigned char *buf)
{
	// region: encrypt aes-cbc async min=65536
	return gcry_cipher_encrypt(h, buf, OBJ, NULL, 0);
}

gcry_cipher_hd_t mk(void)
{
	gcry_cipher_hd_t h;
	gcry_cipher_open(&h, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_CBC, 0);
	return h;
}

void name(struct sha256_ctx *c, const uint8_t *obj, uint8_t *out)
{
	// region: hash sha256 async min=65536
	sha256_update(c, OBJ, obj);
	sha256_digest(c, 32, out);
}

int box(unsigned char *c, const unsigned char *m, const unsigned char *n, const unsigned char *k)
{
	// degrades: encrypt
	return crypto_secretbox_easy(c, m, 64, n, k);
}
