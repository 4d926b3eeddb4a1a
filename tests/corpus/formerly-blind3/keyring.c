#include <openssl/evp.h>
#include <openssl/crypto.h>
#include <stdint.h>

struct ring_key {
	EVP_CIPHER_CTX *enc;
	EVP_CIPHER_CTX *dec;
	uint32_t spi;
};

int ring_key_arm(struct ring_key *rk, uint32_t spi, const uint8_t key[32])
{
	rk->enc = EVP_CIPHER_CTX_new();
	rk->dec = EVP_CIPHER_CTX_new();
	rk->spi = spi;
	if (!rk->enc || !rk->dec)
		return -1;
	// not: encrypt
	if (EVP_EncryptInit_ex(rk->enc, EVP_aes_256_cbc(), NULL, key, NULL) != 1)
		return -1;
	// not: decrypt
	if (EVP_DecryptInit_ex(rk->dec, EVP_aes_256_cbc(), NULL, key, NULL) != 1)
		return -1;
	EVP_CIPHER_CTX_set_padding(rk->enc, 0);
	EVP_CIPHER_CTX_set_padding(rk->dec, 0);
	return 0;
}

void ring_key_drop(struct ring_key *rk)
{
	EVP_CIPHER_CTX_free(rk->enc);
	EVP_CIPHER_CTX_free(rk->dec);
}
