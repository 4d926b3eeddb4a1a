#include <string.h>
#include <stdlib.h>

#define SCRATCH_SIZE (8u << 10)

typedef struct scratch {
	unsigned char mem[SCRATCH_SIZE];
	size_t top;
	unsigned gen;
} scratch_t;

/*
 * Called between two requests. The parser starts
 * writing into it at once.
 */
void scratch_recycle(scratch_t *s)
{
	s->top = 0;
	s->gen++;
	// degrades: fill
	memset(s->mem, 0, SCRATCH_SIZE);
}
