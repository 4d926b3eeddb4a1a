#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <sys/epoll.h>

struct conn { int fd; unsigned char hash[32]; unsigned char sig[256]; size_t sig_len; };

/* Server key exchange: one 2048-bit signature for every new connection. */
static int conn_sign(EVP_PKEY_CTX *pk, struct conn *c)
{
    c->sig_len = sizeof c->sig;
    // region: sign
    return EVP_PKEY_sign(pk, c->sig, &c->sig_len, c->hash, sizeof c->hash) == 1 ? 0 : -1;
}

void accept_loop(int ep, EVP_PKEY_CTX *rsa2048, int (*send_kex)(struct conn *))
{
    struct epoll_event ev[64];
    for (;;) {
        int n = epoll_wait(ep, ev, 64, -1);
        for (int i = 0; i < n; i++)
            if (conn_sign(rsa2048, ev[i].data.ptr) == 0)
                send_kex(ev[i].data.ptr);
    }
}
