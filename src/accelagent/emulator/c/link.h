/* Words between a client and the device process before they have memory in common: one packet each on its socket. */
#ifndef EMU_LINK_H
#define EMU_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_LINK_MAGIC 0x6b6e6c31u /* "1lnk" */
#define EMU_LINK_NAME "device"     /* the socket in the stats directory */
#define EMU_DEVICE_PROGRAM "accelemu-device"

enum emu_link_word {
    EMU_LINK_ATTACH = 1, /* answered by `number` of the caller's region, with the board and the region */
    EMU_LINK_MAPPED,     /* nobody but the caller can write to the region from here on; answered when others see it */
    EMU_LINK_FETCH       /* answered with region `number`, if it is there */
};

struct emu_link_packet {
    uint32_t magic, word, number;
    int32_t pid;         /* as the caller sees itself */
};

/* The client's side (link_socket.c). */
int emu_link_reach(void);                                     /* a connection; -1: there is no device process */
bool emu_link_say(int fd, uint32_t word, uint32_t number);
uint32_t emu_link_hear(int fd, int *fds, unsigned count);     /* the number in the answer, 0: none came; fds: -1 where none did */
void *emu_link_map(int fd, size_t size, bool writable, void *at); /* takes the descriptor; NULL: it was none */

#endif
