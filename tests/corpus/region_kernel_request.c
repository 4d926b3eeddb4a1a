#include <crypto/acompress.h>

int store_page(struct acomp_req *req, struct crypto_wait *wait)
{
	// region: compress deflate
	return crypto_wait_req(crypto_acomp_compress(req), wait);
}
