#include <stdio.h>
#include <zlib.h>

#define READER(get) get(in, line, sizeof line)

/* Copies the lines of one gzip file to another. */
int copy(const char *from, const char *to)
{
    char line[4096];
    gzFile in = gzopen(from, "rb"), out = gzopen(to, "wb6");
    if (in == NULL || out == NULL) {
        return -1;
    }
    while (READER(gzgets) != NULL) {
        gzputs(out, line);
    }
    int rest = gzread(in, line, 1); /* gzread() once more: an error? */
    gzwrite(out, "end\n", 4);
    gzclose(in);
    return rest == 0 ? gzclose(out) : -1;
}
