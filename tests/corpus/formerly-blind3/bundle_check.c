#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <stdio.h>

#define MANIFEST_MAX 2048

struct bundle {
    unsigned char manifest[MANIFEST_MAX];
    size_t manifest_len;
    unsigned char sig[512];
    unsigned sig_len;
};

/* the updater calls this before it unpacks a bundle */
int bundle_accept(gnutls_pubkey_t vendor, const struct bundle *b)
{
    unsigned char md[32];
    gnutls_datum_t hash = { md, sizeof(md) };
    gnutls_datum_t sig = { (unsigned char *)b->sig, b->sig_len };
    int rc;

    // degrades: hash
    rc = gnutls_hash_fast(GNUTLS_DIG_SHA256, b->manifest, b->manifest_len, md);
    if (rc < 0)
        return rc;
    // degrades: verify
    rc = gnutls_pubkey_verify_hash2(vendor, GNUTLS_SIGN_RSA_SHA256, 0, &hash, &sig);
    if (rc < 0)
        fprintf(stderr, "bundle refused: %s\n", gnutls_strerror(rc));
    return rc;
}
