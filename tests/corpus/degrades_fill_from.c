#include <string.h>

#define FRAME_HEAD 16

void blank(char *room, unsigned extra)
{
	// degrades: fill
	memset(room, 0, FRAME_HEAD + extra);
}
