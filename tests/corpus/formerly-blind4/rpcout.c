#include <protobuf-c/protobuf-c.h>
#include "lookup.pb-c.h"

int rpc_reply(struct rpc *r, const Lookup__Reply *msg)
{
    size_t n = lookup__reply__get_packed_size(msg);

    if (n > rpc_room(r))
        return -1;
    // degrades: serialize
    lookup__reply__pack(msg, rpc_tail(r));
    rpc_advance(r, n);
    return 0;
}
