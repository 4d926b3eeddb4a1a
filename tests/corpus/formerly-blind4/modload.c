#include <openssl/evp.h>
#include "plugin.h"

/* a plug-in is opened once, when the daemon reads its configuration */
int plugin_trusted(const struct plugin_image *im, EVP_PKEY *vendor)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	int ok = 0;

	if (c && EVP_DigestVerifyInit(c, NULL, EVP_sha256(), NULL, vendor) == 1)
		// degrades: verify
		ok = EVP_DigestVerify(c, im->sig, im->sig_len, im->text, im->text_len) == 1;
	EVP_MD_CTX_free(c);
	return ok;
}
