/* Janitor: scans a spool directory and filters old files. */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

unsigned scan_spool(const char *dir, time_t limit)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    unsigned gone = 0;

    if (!d)
        return 0;
    // not: scan
    while ((e = readdir(d)) != NULL) {
        char path[1024];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_mtime < limit)
            gone += unlink(path) == 0;
    }
    closedir(d);
    return gone;
}
