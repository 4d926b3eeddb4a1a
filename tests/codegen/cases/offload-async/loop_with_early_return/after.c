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

int pack(struct slot *slots, int count, uLongf *lengths)
{
    int i;
    {
        /* Items are independent: up to a window of them is under way while earlier ones finish, in order. */
        struct {
            struct accel_ticket ticket;
            int i;
        } accel_items[ACCEL_WINDOW], *accel_item;
        const unsigned accel_ahead = (unsigned)accel_window();
        unsigned accel_begun = 0, accel_ended = 0;
        for (i = 0; i != count || accel_ended != accel_begun;) {
            if (i != count && accel_begun - accel_ended < accel_ahead) {
                lengths[i] = compressBound(slots[i].size);
                accel_item = &accel_items[accel_begun++ % ACCEL_WINDOW];
                accel_item->i = i;
                accel_compress2_submit(&accel_item->ticket, slots[i].plain, slots[i].size, Z_DEFAULT_COMPRESSION);
                ++i;
                continue;
            }
            accel_item = &accel_items[accel_ended++ % ACCEL_WINDOW];
            {
                int i = accel_item->i;
                if (accel_compress2_wait(&accel_item->ticket, slots[i].packed, &lengths[i]) != Z_OK) {
                    accel_drain(accel_items, accel_ended, accel_begun);
                    return -1;
                }
            }
        }
    }
    return i;
}
