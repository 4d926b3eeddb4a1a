#include <openssl/evp.h>
#include <stdint.h>
#include <stddef.h>

/* run by the installer once per device: agree on the link key */
int pairing_derive(EVP_PKEY *mine, const uint8_t theirs[32], uint8_t secret[32])
{
	size_t len = 32;
	EVP_PKEY *peer;
	EVP_PKEY_CTX *ctx;
	int ok;

	peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, theirs, 32);
	if (!peer)
		return -1;
	ctx = EVP_PKEY_CTX_new(mine, NULL);
	ok = ctx && EVP_PKEY_derive_init(ctx) > 0 && EVP_PKEY_derive_set_peer(ctx, peer) > 0;
	// degrades: kex
	ok = ok && EVP_PKEY_derive(ctx, secret, &len) > 0;
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(peer);
	return ok && len == 32 ? 0 : -1;
}
