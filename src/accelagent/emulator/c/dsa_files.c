/* Paths under /sys/bus/dsa and /dev/dsa lead to a private tree; all others pass through after one comparison. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "dsa.h"
#include "interpose.h"

#define CDEV_MAJOR 510      /* of DSA; the next one is IAA's */
#define CONFIGURED (O_WRONLY | O_RDWR)

static const char *const places[] = {"/sys/bus/dsa", "/sys/devices/pci0000:6a", "/sys/module/idxd", "/dev/dsa", "/dev/iax"};

static bool under(const char *path, const char *place)
{
    size_t length = strlen(place);
    return strncmp(path, place, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

const char *dsa_rewrite(const char *path, char *buffer, size_t size)
{
    if (path == NULL || path[0] != '/' || (path[1] != 's' && path[1] != 'd')) {
        return path;
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (under(path, places[i]) && dsa_config()->root[0] != '\0' &&
            snprintf(buffer, size, "%s%s", dsa_config()->root, path) < (int)size) {
            return buffer;
        }
    }
    return path;
}

/* The way back: what lies at <root>/sys/… is /sys/… to the program. */
static void hide_root(char *path)
{
    size_t root = strlen(dsa_config()->root);
    memmove(path, path + root, strlen(path + root) + 1);
}

static bool is_private(const char *path)
{
    const char *root = dsa_config()->root;
    return path != NULL && path[0] == '/' && root[0] != '\0' && strncmp(path, root, strlen(root)) == 0;
}

static bool is_node(const char *path)
{
    const char *root = dsa_config()->root;
    const char *place = is_private(path) ? path + strlen(root) : "";
    return strncmp(place, "/dev/dsa/wq", 11) == 0 || strncmp(place, "/dev/iax/wq", 11) == 0;
}

/* --- open --- */

static mode_t mode_of(int flags, va_list *rest)
{
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(*rest, mode_t) : 0;
}

/* The queues are configured from outside; the driver's attributes cannot be changed from within. */
static bool changes_attribute(const char *path, int flags)
{
    return (flags & CONFIGURED) != 0 && is_private(path) && !is_node(path);
}

static bool directory_is_private(int directory)
{
    char link[64], place[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
    ssize_t n = readlink(link, place, sizeof place - 1);
    place[n > 0 ? n : 0] = '\0';
    return is_private(place);
}

static bool ends_with(const char *path, const char *end)
{
    size_t length = strlen(path), tail = strlen(end);
    return length >= tail && strcmp(path + length - tail, end) == 0;
}

static int open_at(int directory, const char *path, int flags, mode_t mode)
{
    EMU_REAL(openat);
    char buffer[PATH_MAX];
    const char *place = dsa_rewrite(path, buffer, sizeof buffer);
    bool relative = directory != AT_FDCWD && (flags & CONFIGURED) != 0 && path[0] != '/' && directory_is_private(directory);
    bool changes = relative || (place != path && changes_attribute(place, flags));
    if (changes && dsa_config()->configurable) {
        return real_(directory, place, (flags & ~O_CREAT) | O_TRUNC, mode); /* what is written replaces the value */
    }
    if (changes) {
        if (ends_with(path, "cmd_status")) {
            return real_(AT_FDCWD, "/dev/null", flags & ~O_CREAT); /* writing clears it, and there is nothing to clear */
        }
        errno = EROFS;
        return -1;
    }
    int fd = real_(directory, place, flags, mode);
    return fd >= 0 && place != path && is_node(place) ? dsa_node_opened(fd, place) : fd;
}

EMU_API int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, &rest);
    va_end(rest);
    return open_at(AT_FDCWD, path, flags, mode);
}

EMU_API int open64(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, &rest);
    va_end(rest);
    return open_at(AT_FDCWD, path, flags, mode);
}

EMU_API int openat(int directory, const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, &rest);
    va_end(rest);
    return open_at(directory, path, flags, mode);
}

EMU_API int openat64(int directory, const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, &rest);
    va_end(rest);
    return open_at(directory, path, flags, mode);
}

/* What a fortified program calls instead. */
EMU_API int __open_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

EMU_API int __open64_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

EMU_API int __openat_2(int directory, const char *path, int flags)
{
    return open_at(directory, path, flags, 0);
}

EMU_API FILE *fopen(const char *restrict path, const char *restrict mode)
{
    EMU_REAL(fopen);
    char buffer[PATH_MAX];
    return real_(dsa_rewrite(path, buffer, sizeof buffer), mode);
}

EMU_API FILE *fopen64(const char *restrict path, const char *restrict mode)
{
    return fopen(path, mode);
}

/* --- directories --- */

EMU_API DIR *opendir(const char *path)
{
    EMU_REAL(opendir);
    char buffer[PATH_MAX];
    return real_(dsa_rewrite(path, buffer, sizeof buffer));
}

EMU_API int scandir(const char *restrict path, struct dirent ***restrict names, int (*select)(const struct dirent *),
                    int (*order)(const struct dirent **, const struct dirent **))
{
    EMU_REAL(scandir);
    char buffer[PATH_MAX];
    return real_(dsa_rewrite(path, buffer, sizeof buffer), names, select, order);
}

EMU_API int scandir64(const char *restrict path, struct dirent64 ***restrict names, int (*select)(const struct dirent64 *),
                      int (*order)(const struct dirent64 **, const struct dirent64 **))
{
    EMU_REAL(scandir64);
    char buffer[PATH_MAX];
    return real_(dsa_rewrite(path, buffer, sizeof buffer), names, select, order);
}

EMU_API int glob(const char *restrict pattern, int flags, int (*on_error)(const char *, int), glob_t *restrict found)
{
    static int (*real_)(const char *restrict, int, int (*)(const char *, int), glob_t *restrict);
    char buffer[PATH_MAX];
    if (real_ == NULL) {
        *(void **)(void *)&real_ = emu_next("glob", "GLIBC_2.27");
    }
    const char *place = dsa_rewrite(pattern, buffer, sizeof buffer);
    int rc = real_(place, flags, on_error, found);
    for (size_t i = 0; rc == 0 && place != pattern && i < found->gl_pathc; i++) {
        if (is_private(found->gl_pathv[i])) {
            hide_root(found->gl_pathv[i]);
        }
    }
    return rc;
}

/* --- what a path is --- */

/* Our nodes are ordinary files; to the program they are the driver's. */
static unsigned major_of(unsigned minor)
{
    return CDEV_MAJOR + (minor < dsa_config()->queue_count && dsa_config()->queues[minor].analytics);
}

#define AS_NODE(status, minor)                                                                                \
    ((status)->st_mode = S_IFCHR | 0600, (status)->st_rdev = makedev(major_of(minor), minor))

#define STAT(name, type)                                                                                      \
    EMU_API int name(const char *restrict path, struct type *restrict status)                                 \
    {                                                                                                         \
        EMU_REAL(name);                                                                                       \
        char buffer[PATH_MAX];                                                                                \
        const char *place = dsa_rewrite(path, buffer, sizeof buffer);                                         \
        int rc = real_(place, status);                                                                        \
        if (rc == 0 && place != path && is_node(place)) {                                                     \
            AS_NODE(status, dsa_minor(place));                                                                \
        }                                                                                                     \
        return rc;                                                                                            \
    }

#define FSTAT(name, type)                                                                                     \
    EMU_API int name(int fd, struct type *status)                                                             \
    {                                                                                                         \
        EMU_REAL(name);                                                                                       \
        int rc = real_(fd, status);                                                                           \
        if (rc == 0 && dsa_queue_of(fd) != NULL) {                                                            \
            AS_NODE(status, (unsigned)(dsa_queue_of(fd) - dsa_config()->queues));                             \
        }                                                                                                     \
        return rc;                                                                                            \
    }

#define FSTATAT(name, type)                                                                                   \
    EMU_API int name(int directory, const char *restrict path, struct type *restrict status, int flags)       \
    {                                                                                                         \
        EMU_REAL(name);                                                                                       \
        char buffer[PATH_MAX];                                                                                \
        const char *place = dsa_rewrite(path, buffer, sizeof buffer);                                         \
        int rc = real_(directory, place, status, flags);                                                      \
        if (rc == 0 && place != path && is_node(place)) {                                                     \
            AS_NODE(status, dsa_minor(place));                                                                \
        }                                                                                                     \
        return rc;                                                                                            \
    }

STAT(stat, stat)
STAT(stat64, stat64)
STAT(lstat, stat)
STAT(lstat64, stat64)
FSTAT(fstat, stat)
FSTAT(fstat64, stat64)
FSTATAT(fstatat, stat)
FSTATAT(fstatat64, stat64)

EMU_API int statx(int directory, const char *restrict path, int flags, unsigned mask, struct statx *restrict status)
{
    EMU_REAL(statx);
    char buffer[PATH_MAX];
    const char *place = dsa_rewrite(path, buffer, sizeof buffer);
    int rc = real_(directory, place, flags, mask, status);
    if (rc == 0 && place != path && is_node(place)) {
        status->stx_mode = S_IFCHR | 0600;
        status->stx_rdev_major = major_of(dsa_minor(place));
        status->stx_rdev_minor = dsa_minor(place);
    }
    return rc;
}

EMU_API int access(const char *path, int mode)
{
    EMU_REAL(access);
    char buffer[PATH_MAX];
    return real_(dsa_rewrite(path, buffer, sizeof buffer), mode);
}

EMU_API int faccessat(int directory, const char *path, int mode, int flags)
{
    EMU_REAL(faccessat);
    char buffer[PATH_MAX];
    return real_(directory, dsa_rewrite(path, buffer, sizeof buffer), mode, flags);
}

EMU_API ssize_t readlink(const char *restrict path, char *restrict target, size_t size)
{
    EMU_REAL(readlink);
    char buffer[PATH_MAX];
    return real_(dsa_rewrite(path, buffer, sizeof buffer), target, size);
}

EMU_API char *realpath(const char *restrict path, char *restrict resolved)
{
    EMU_REAL_VERSION(realpath, "GLIBC_2.3");
    char buffer[PATH_MAX];
    const char *place = dsa_rewrite(path, buffer, sizeof buffer);
    char *found = real_(place, resolved);
    if (found != NULL && place != path && is_private(found)) {
        hide_root(found);
    }
    return found;
}
