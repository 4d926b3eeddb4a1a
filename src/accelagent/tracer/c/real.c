/* The functions behind the wrappers. */
#include "names.h"
#include "trace.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum library { C, Z, CRYPTO, LZ4, ZSTD, DEFLATE, LIBRARIES };

/* Where a library may be when it is not among the program's own: a plug-in brought it, out of RTLD_NEXT's sight. */
static const char *const sonames[LIBRARIES][3] = {
    [C] = {"libc.so.6"},
    [Z] = {"libz.so.1", "libz-ng.so.2"},
    [CRYPTO] = {"libcrypto.so.3", "libcrypto.so.1.1"},
    [LZ4] = {"liblz4.so.1"},
    [ZSTD] = {"libzstd.so.1"},
    [DEFLATE] = {"libdeflate.so.0"},
};

static const struct {
    const char *name;
    enum library library;
} functions[] = {
#define ROW(function, library) {#function, library},
    TRACE_NAMES(ROW)
#undef ROW
};

const uint32_t trace_functions = F_COUNT;
static void *known[F_COUNT];

const char *trace_name(uint32_t function)
{
    return functions[function].name;
}

static void *look_up(uint32_t function)
{
    void *found = dlsym(RTLD_NEXT, functions[function].name);
    for (int at = 0; !found && at < 3; at++) {
        const char *soname = sonames[functions[function].library][at];
        void *library = soname ? dlopen(soname, RTLD_LAZY | RTLD_NOLOAD) : NULL;
        if (library)
            found = dlsym(library, functions[function].name); /* the handle stays open: the pointer is kept */
    }
    return found;
}

void *trace_real(uint32_t function)
{
    void *found = __atomic_load_n(&known[function], __ATOMIC_RELAXED);
    if (__builtin_expect(found != NULL, 1))
        return found;
    found = look_up(function);
    if (!found) {
        dprintf(STDERR_FILENO, "accelagent trace: the program calls %s, which no loaded library has\n",
                functions[function].name);
        abort();
    }
    __atomic_store_n(&known[function], found, __ATOMIC_RELAXED);
    return found;
}
