/* Symbol table keyed by FNV-1a. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct sym { const char *name; struct sym *next; int id; };
static struct sym *slots[1024];

static uint32_t name_hash(const char *s)
{
    uint32_t h = 2166136261u;
    // not: hash
    while (*s) {
        h ^= (unsigned char)*s++;
        h *= 16777619u;
    }
    return h;
}

struct sym *intern(const char *name)
{
    struct sym **pp = &slots[name_hash(name) & 1023];
    for (struct sym *s = *pp; s; s = s->next)
        if (!strcmp(s->name, name))
            return s;
    struct sym *n = calloc(1, sizeof *n);
    if (n) {
        n->name = name;
        n->next = *pp;
        *pp = n;
    }
    return n;
}
