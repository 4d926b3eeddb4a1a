/* What the device process does with what it is asked. In a program that has no device process it is done in place. */
#ifndef EMU_SERVICE_H
#define EMU_SERVICE_H

#include "shared.h"

/* What is known of one client process. */
struct emu_tenant {
    struct emu_region *region;
    uint32_t number;            /* 0: nobody */
    uint32_t head, seen, sent;  /* messages served; sent, as of two looks in this round */
    uint64_t batch_ready_ns, batch_last_ns;
    uint64_t reach_ns;          /* how far the others were when last looked at */
    struct emu_timeline *ahead; /* while it leads them by far: the devices as they will be for itself; NULL: not yet */
    bool leads;
    uint64_t bookings, busy_ns, latest_ns; /* for the journal */
};

/* How far the threads of all others have come in virtual time; UINT64_MAX: there are none. Of who calls the service. */
uint64_t emu_reach_of_others(const struct emu_tenant *tenant);

void emu_service_begin(struct emu_board *board);
/* Messages that carry stamps between processes come after all that was sent to the device process before them. */
bool emu_service_waits(const struct emu_message *message);
struct emu_answer emu_service(struct emu_board *board, struct emu_tenant *tenant, const struct emu_message *message);

#endif
