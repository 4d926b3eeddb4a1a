#include <openssl/evp.h>
#include <stdio.h>

/* S3 compatible entity tag of a part, PUT bodies are limited to 5 GiB, parts are 16 MiB */
int etag_of_part(const void *part, size_t len, char hex[33])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned int n;

	// degrades: hash
	if (!EVP_Digest(part, len, md, &n, EVP_md5(), NULL))
		return -1;
	for (unsigned int i = 0; i < n; i++)
		sprintf(hex + 2 * i, "%02x", md[i]);
	return 0;
}
