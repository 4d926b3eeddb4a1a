#include <string.h>

struct user { char name[32]; };

void user_rename(struct user *u, const char *name)
{
    // degrades: copy
    memcpy(u->name, name, sizeof u->name);
}
