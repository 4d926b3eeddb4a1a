#include <strings.h>
void keep(char *to, const char *from)
{
    // degrades: copy
    bcopy(from, to, 2048);
}
