#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "accel_offload.h"

struct slot {
    unsigned char *plain, *packed;
    uLongf length;
    uLong size;
    int status;
};

int pack(struct slot *slots, size_t count, int level)
{
    {
        /* Items are independent: up to a window of them is under way while earlier ones finish, in order. */
        struct {
            struct accel_ticket ticket;
            struct slot *slot;
            uLongf packed;
            size_t i;
        } accel_items[ACCEL_WINDOW], *accel_item;
        const unsigned accel_ahead = (unsigned)accel_window();
        unsigned accel_begun = 0, accel_ended = 0;
        for (size_t i = 0; i < count || accel_ended != accel_begun;) {
            if (i < count && accel_begun - accel_ended < accel_ahead) {
                struct slot *slot = &slots[i];
                const uLong size = slot->size;
                uLongf packed = compressBound(size);
                /* every slot has its own buffer */
                accel_item = &accel_items[accel_begun++ % ACCEL_WINDOW];
                accel_item->slot = slot;
                accel_item->packed = packed;
                accel_item->i = i;
                accel_compress2_submit(&accel_item->ticket, slot->plain, size, level);
                i++;
                continue;
            }
            accel_item = &accel_items[accel_ended++ % ACCEL_WINDOW];
            {
                struct slot *slot = accel_item->slot;
                uLongf packed = accel_item->packed;
                slot->status = accel_compress2_wait(&accel_item->ticket, slot->packed, &packed);
                slot->length = packed;
            }
        }
    }
    return 0;
}
