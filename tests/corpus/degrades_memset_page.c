#include <string.h>
void clear(char *page)
{
    // degrades: fill
    memset(page, 0, 4096);
}
