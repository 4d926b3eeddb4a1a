#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define BLCKSZ 8192

typedef struct BufferDesc {
    uint32_t blockno;
    uint32_t state;
} BufferDesc;

#define BM_DIRTY 0x1u

typedef struct CheckpointArea {
    char    *pages;             /* nslots * BLCKSZ, written out by the bgwriter */
    uint32_t nslots;
    uint32_t nused;
    uint32_t blockno[16384];
} CheckpointArea;

/*
 * Take a stable image of all dirty buffers. The writer process flushes the
 * area after the checkpoint record is out.
 */
uint32_t
CheckpointSnapshot(CheckpointArea *area, BufferDesc *desc, const char *pool, uint32_t nbuffers)
{
    uint32_t i;

    for (i = 0; i < nbuffers; i++)
    {
        if (!(desc[i].state & BM_DIRTY))
            continue;
        if (area->nused == area->nslots)
            break;
        area->blockno[area->nused] = desc[i].blockno;
        // region: copy async batch min=4096
        memcpy(area->pages + (size_t) area->nused * BLCKSZ, pool + (size_t) i * BLCKSZ, BLCKSZ);
        desc[i].state &= ~BM_DIRTY;
        area->nused++;
    }
    return area->nused;
}
