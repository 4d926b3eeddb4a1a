#include <openssl/evp.h>

int agree(EVP_PKEY_CTX *context, unsigned char *secret, size_t *room)
{
	// region: kex async
	return EVP_PKEY_derive(context, secret, room);
}
