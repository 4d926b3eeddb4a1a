#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>

extern X509 *make_identity_cert(EVP_PKEY *pk, const char *cn);
extern int serve_forever(X509 *crt, EVP_PKEY *pk);

int main(int argc, char **argv)
{
	EVP_PKEY *pk = EVP_EC_gen("P-256");
	X509 *crt = make_identity_cert(pk, argc > 1 ? argv[1] : "localhost");

	if (!crt)
		return 1;
	// degrades: sign
	if (!X509_sign(crt, pk, EVP_sha256())) {
		fprintf(stderr, "cannot issue own certificate\n");
		return 1;
	}
	return serve_forever(crt, pk);
}
