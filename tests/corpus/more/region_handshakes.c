#include <openssl/ssl.h>

/* One step of every connection that has something to read. */
int pump(SSL **ready, int n)
{
    int done = 0;
    for (int i = 0; i < n; i++)
        // region: sign async
        if (SSL_do_handshake(ready[i]) == 1)
            done++;
    return done;
}
