#include <wolfssl/wolfcrypt/aes.h>
#include <wolfssl/wolfcrypt/sha256.h>
#include <wolfssl/ssl.h>

#define IMG (2 << 20)

int hash_img(wc_Sha256 *s, const byte *img)
{
	// region: hash sha256 async min=65536
	return wc_Sha256Update(s, img, IMG);
}

int enc(Aes *a, byte *o, const byte *i)
{
	// region: encrypt aes-cbc async min=65536
	return wc_AesCbcEncrypt(a, o, i, IMG);
}

int accept_one(WOLFSSL *ssl)
{
	// region: sign async
	return wolfSSL_accept(ssl);
}
