/* How an interposer reaches the function it stands in front of. */
#ifndef EMU_INTERPOSE_H
#define EMU_INTERPOSE_H

#include <dlfcn.h>

#include "emu.h"

/* glibc keeps an incompatible old condition variable under the same name; dlsym may find that one. */
static inline void *emu_next(const char *name, const char *version)
{
    void *found = version != NULL ? dlvsym(RTLD_NEXT, name, version) : NULL;
    return found != NULL ? found : dlsym(RTLD_NEXT, name);
}

#define EMU_REAL_VERSION(name, version)                                                                       \
    static __typeof__(&name) real_;                                                                           \
    if (real_ == NULL) {                                                                                      \
        *(void **)(void *)&real_ = emu_next(#name, version);                                                  \
    }
#define EMU_REAL(name) EMU_REAL_VERSION(name, NULL)

#endif
