/* RPC server: every reply (about 1.5 KiB) goes out as one TLS record. */
#include <openssl/ssl.h>
#include <stdint.h>

#define REPLY_MAX 1536

struct rpc { SSL *ssl; uint8_t reply[REPLY_MAX]; int len; };

int rpc_reply(struct rpc *r)
{
    int off = 0;

    if (r->len > REPLY_MAX)
        return -1;
    while (off < r->len) {
        // degrades: encrypt
        int n = SSL_write(r->ssl, r->reply + off, r->len - off);
        if (n <= 0)
            return SSL_get_error(r->ssl, n) == SSL_ERROR_WANT_WRITE ? off : -1;
        off += n;
    }
    return off;
}
