#include <lz4.h>

struct entry { char body[180]; };

int entry_pack(const struct entry *e, char *out, int room)
{
    // degrades: compress
    return LZ4_compress_default(e->body, out, sizeof e->body, room);
}
