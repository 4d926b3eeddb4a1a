#include <openssl/ssl.h>
#include <sys/epoll.h>

/* Short connections: most of the worker's time is in the handshake. */
void worker(int ep, int lfd, SSL_CTX *ctx, SSL *(*admit)(SSL_CTX *, int), void (*ready)(SSL *))
{
    struct epoll_event ev[256];
    for (;;) {
        int n = epoll_wait(ep, ev, 256, 50);
        for (int i = 0; i < n; i++) {
            SSL *s = ev[i].data.fd == lfd ? admit(ctx, lfd) : ev[i].data.ptr;
            // region: sign
            int rc = SSL_accept(s);
            if (rc == 1)
                ready(s);
        }
    }
}
