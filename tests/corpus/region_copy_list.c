#include <string.h>

struct copy { void *data; unsigned length; unsigned target; };

void run_copies(char *ring, struct copy *copies, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		// region: copy async
		memcpy(ring + copies[i].target, copies[i].data, copies[i].length);
	}
}
