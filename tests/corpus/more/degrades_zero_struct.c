#include <string.h>

struct req { int id; char path[256]; long off; };

void req_init(struct req *r)
{
    // degrades: fill
    memset(r, 0, sizeof *r);
}
