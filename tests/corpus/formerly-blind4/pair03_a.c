#include <lz4.h>
#include <stdlib.h>

enum { CHUNK_BYTES = 64 << 10 };

typedef struct
{
    char *Base;
    int   Length;
} ChunkRef;

/* Ships the dirty part of a replica; chunks are cut by the block layer. */
int ReplicaPackChunks(const ChunkRef *refs, int count, char **slots, int *lens)
{
    int cap = LZ4_compressBound(CHUNK_BYTES);

    for (int i = 0; i < count; ++i)
    {
        // region: compress lz4 async
        lens[i] = LZ4_compress_default(refs[i].Base, slots[i], CHUNK_BYTES, cap);
        if (lens[i] <= 0)
            return -i - 1;
    }
    return 0;
}
