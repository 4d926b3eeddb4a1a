#include <openssl/evp.h>

#define CHUNK (1 << 20)

int enc(EVP_CIPHER_CTX *ctx, const unsigned char *key, const unsigned char *iv, const unsigned char *in, unsigned char *out)
{
	int n, fin;
	if (EVP_EncryptInit_ex2(ctx, EVP_aes_256_cbc(), key, iv, NULL) != 1)
		return -1;
	// region: encrypt aes-cbc async min=65536
	if (EVP_EncryptUpdate(ctx, out, &n, in, CHUNK) != 1)
		return -1;
	return EVP_EncryptFinal_ex(ctx, out + n, &fin) == 1 ? n + fin : -1;
}

int mac(EVP_MAC_CTX *m, const unsigned char *hdr)
{
	// degrades: hash
	return EVP_MAC_update(m, hdr, 40);
}

int check(EVP_MD_CTX *md, const unsigned char *sig, size_t n, const unsigned char *tbs, size_t len)
{
	// degrades: verify
	return EVP_DigestVerify(md, sig, n, tbs, len);
}
