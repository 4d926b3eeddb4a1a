#include <string.h>

struct name { const char *text; unsigned length; };

char *join(char *out, const struct name *names, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		// degrades: copy
		memcpy(out, names[i].text, names[i].length);
		out += names[i].length;
	}
	return out;
}
