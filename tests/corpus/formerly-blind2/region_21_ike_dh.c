/* IKE responder: one P-384 shared secret per incoming SA_INIT, 2-4 thousand
 * exchanges per second when a site reconnects. */
#include <openssl/ec.h>
#include <openssl/evp.h>

struct ike_sa {
    EVP_PKEY     *mine;       /* secp384r1 */
    EVP_PKEY     *peer;
    unsigned char secret[48];
    size_t        secret_len;
};

int ike_shared_secret(struct ike_sa *sa)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(sa->mine, NULL);
    int rc = -1;

    if (!ctx)
        return -1;
    if (EVP_PKEY_derive_init(ctx) <= 0 || EVP_PKEY_derive_set_peer(ctx, sa->peer) <= 0)
        goto out;
    sa->secret_len = sizeof sa->secret;
    // region: kex
    if (EVP_PKEY_derive(ctx, sa->secret, &sa->secret_len) <= 0)
        goto out;
    rc = 0;
out:
    EVP_PKEY_CTX_free(ctx);
    return rc;
}
