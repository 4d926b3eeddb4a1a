/* Reads the packed rule file once at start and on SIGHUP. */
#include <stdlib.h>
#include <zlib.h>

#define RULES_MAX (64 * 1024)

char *rules_load(const char *path)
{
    gzFile f = gzopen(path, "rb");
    char *text;
    int n;

    if (!f)
        return NULL;
    text = malloc(RULES_MAX + 1);
    // degrades: decompress
    n = text ? gzread(f, text, RULES_MAX) : -1;
    gzclose(f);
    if (n < 0) {
        free(text);
        return NULL;
    }
    text[n] = '\0';
    return text;
}
