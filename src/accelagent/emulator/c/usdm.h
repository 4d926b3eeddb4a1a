#ifndef EMU_USDM_H
#define EMU_USDM_H

#include <stdbool.h>

/* True when the address lies in memory that qaeMemAllocNUMA gave out. */
__attribute__((visibility("default"))) bool emu_is_pinned(const void *address);

#endif
