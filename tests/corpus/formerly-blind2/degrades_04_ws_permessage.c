/* WebSocket permessage-deflate with context takeover: chat messages of a few
 * hundred bytes, the window is shared with the browser over the connection. */
#include <stdint.h>
#include <zlib.h>

#define MSG_MAX 1024

struct ws_conn {
    z_stream tx;            /* lives as long as the connection */
    uint8_t  out[MSG_MAX + 64];
};

int ws_deflate_message(struct ws_conn *c, const uint8_t *msg, unsigned len)
{
    if (len > MSG_MAX)
        return -1;
    c->tx.next_in = (uint8_t *)msg;
    c->tx.avail_in = len;
    c->tx.next_out = c->out;
    c->tx.avail_out = sizeof c->out;
    // degrades: compress
    if (deflate(&c->tx, Z_SYNC_FLUSH) != Z_OK || c->tx.avail_in)
        return -1;
    return (int)(sizeof c->out - c->tx.avail_out) - 4;   /* drop 00 00 ff ff */
}
