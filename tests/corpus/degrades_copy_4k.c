#include <string.h>
#define PAGE 1024
void put(char *to, const char *from)
{
    // degrades: copy
    memcpy(to, from, PAGE);
}
