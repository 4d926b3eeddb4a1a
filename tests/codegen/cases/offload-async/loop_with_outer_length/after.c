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

unsigned long pack(struct slot *slots, size_t count, int level)
{
    uLongf room;
    unsigned long total = 0;
    {
        /* Items are independent: up to a window of them is under way while earlier ones finish, in order. */
        struct {
            struct accel_ticket ticket;
            uLongf room;
            size_t i;
        } accel_items[ACCEL_WINDOW], *accel_item;
        const unsigned accel_ahead = (unsigned)accel_window();
        unsigned accel_begun = 0, accel_ended = 0;
        for (size_t i = 0; i < count || accel_ended != accel_begun;) {
            if (i < count && accel_begun - accel_ended < accel_ahead) {
                room = compressBound(slots[i].size);
                accel_item = &accel_items[accel_begun++ % ACCEL_WINDOW];
                accel_item->room = room;
                accel_item->i = i;
                accel_compress2_submit(&accel_item->ticket, slots[i].plain, slots[i].size, level);
                i++;
                continue;
            }
            accel_item = &accel_items[accel_ended++ % ACCEL_WINDOW];
            {
                room = accel_item->room;
                size_t i = accel_item->i;
                int status = accel_compress2_wait(&accel_item->ticket, slots[i].packed, &room);
                total += room;
                slots[i].status = status;
            }
        }
    }
    return total;
}
