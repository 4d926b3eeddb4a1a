#include <zlib.h>
enum { BLOCK = 1u << 17 };
struct item { unsigned char from[BLOCK], to[2 * BLOCK]; uLongf size; };
void pack_all(struct item *items, int n)
{
    for (int i = 0; i < n; i++) {
        items[i].size = sizeof items[i].to;
        // region: compress deflate offload async
        compress2(items[i].to, &items[i].size, items[i].from, BLOCK, 6);
    }
}
