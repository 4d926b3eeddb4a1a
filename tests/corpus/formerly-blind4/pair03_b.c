#include <lz4.h>
#include <stdlib.h>

enum { VALUE_BYTES = 400 };

typedef struct
{
    char Data[VALUE_BYTES];
    int  Length;
} ValueRef;

/* Values of the session cache; most of them are a user id and a few flags. */
int CachePackValues(const ValueRef *refs, int count, char **slots, int *lens)
{
    int cap = LZ4_compressBound(VALUE_BYTES);

    for (int i = 0; i < count; ++i)
    {
        // degrades: compress
        lens[i] = LZ4_compress_default(refs[i].Data, slots[i], refs[i].Length, cap);
        if (lens[i] <= 0)
            return -i - 1;
    }
    return 0;
}
