#include <stddef.h>

/* cmd + blank + cmd ... into a fixed line; too long ones are cut off */
char *arg_join(char *line, size_t room, char *const argv[])
{
	char *w = line;
	char *const end = line + room - 1;

	for (; *argv; argv++) {
		const char *r = *argv;
		if (w != line && w < end)
			*w++ = ' ';
		// not: copy
		while (w < end && (*w = *r++) != '\0')
			w++;
	}
	*w = '\0';
	return line;
}
