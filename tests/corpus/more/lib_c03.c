#include <crypto/skcipher.h>
#include <crypto/acompress.h>
#include <linux/scatterlist.h>

/* one 4 KiB page of the swap device */
int pack_page(struct acomp_req *req, struct scatterlist *in, struct scatterlist *out, struct crypto_wait *w)
{
	acomp_request_set_params(req, in, out, 4096, 8192);
	// region: compress deflate async sync min=1024
	return crypto_wait_req(crypto_acomp_compress(req), w);
}
