#include <openssl/evp.h>
#include <string.h>

/* Joins the cluster: done once in the life of a node, from the set-up tool. */
int
node_pair(EVP_PKEY *mine, EVP_PKEY *seed_node, unsigned char *out, size_t *outlen)
{
	EVP_PKEY_CTX *pc;
	int rv = -1;

	pc = EVP_PKEY_CTX_new(mine, NULL);
	if (pc == NULL)
		return (-1);
	if (EVP_PKEY_derive_init(pc) <= 0)
		goto done;
	if (EVP_PKEY_derive_set_peer(pc, seed_node) <= 0)
		goto done;
	// degrades: kex
	if (EVP_PKEY_derive(pc, out, outlen) <= 0)
		goto done;
	rv = 0;
done:
	EVP_PKEY_CTX_free(pc);
	return (rv);
}
