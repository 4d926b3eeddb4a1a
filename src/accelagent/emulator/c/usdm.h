#ifndef EMU_USDM_H
#define EMU_USDM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True when the address lies in memory that the device can reach. */
__attribute__((visibility("default"))) bool emu_is_pinned(const void *address);

/* Bytes from the address to the end of what was allocated or mapped there; 0: nothing, or the room behind it. */
__attribute__((visibility("default"))) size_t emu_pinned_length(const void *address);

/* Where the host sees `length` bytes from a bus address on; NULL: the device cannot reach all of them. */
__attribute__((visibility("default"))) void *emu_host_address(uint64_t bus, size_t length);

#endif
