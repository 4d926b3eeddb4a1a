#include <openssl/evp.h>
#include <stdint.h>

#define OBJ_BYTES (1 << 20)

struct objkey {
	uint8_t key[32];
	uint8_t iv[16];
};

int obj_seal(const struct objkey *k, const uint8_t *plain, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0, m = 0, ok;

	if (!ctx)
		return -1;
	ok = EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, k->key, k->iv);
	// degrades: encrypt
	ok = ok && EVP_EncryptUpdate(ctx, out, &n, plain, OBJ_BYTES);
	ok = ok && EVP_EncryptFinal_ex(ctx, out + n, &m);
	ok = ok && EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, 16, out + n + m);
	EVP_CIPHER_CTX_free(ctx);
	return ok ? n + m + 16 : -1;
}
