#include <openssl/evp.h>
#include "terminator.h"

/* server side of each new session on the terminator, P-256 only */
int term_shared_secret(struct term_conn *tc, EVP_PKEY *peer)
{
    EVP_PKEY_CTX *pc = EVP_PKEY_CTX_new(tc->ephemeral, NULL);
    size_t n = sizeof tc->secret;
    int ok = pc != NULL
          && EVP_PKEY_derive_init(pc) > 0
          && EVP_PKEY_derive_set_peer(pc, peer) > 0
          // region: kex async
          && EVP_PKEY_derive(pc, tc->secret, &n) > 0;

    EVP_PKEY_CTX_free(pc);
    tc->secret_len = ok ? n : 0;
    term_counter_inc(tc->term, CNT_HANDSHAKE);
    return ok;
}
