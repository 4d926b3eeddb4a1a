/* /dev/dsa/wqX.Y: who may open a queue, portals, and submission through write(). As in the kernel's idxd driver for
   devices on which user submission is not safe: the portal needs CAP_SYS_RAWIO, write() takes no batches. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dsa.h"
#include "interpose.h"

#define MAX_FDS 4096
#define MAX_PORTALS 256

static struct {
    const struct dsa_queue *queue;
    pid_t owner;
} nodes[MAX_FDS];
static struct {
    const struct dsa_queue *queue;
    uintptr_t address;
} portals[MAX_PORTALS];
static _Atomic unsigned open_nodes, open_portals;
static pthread_once_t installed = PTHREAD_ONCE_INIT;

/* --- open and close --- */

static const struct dsa_queue *queue_named(const char *name)
{
    const struct dsa_config *config = dsa_config();
    for (unsigned i = 0; i < config->queue_count; i++) {
        if (strcmp(config->queues[i].name, name) == 0) {
            return &config->queues[i];
        }
    }
    return NULL;
}

unsigned dsa_minor(const char *path)
{
    const char *name = strrchr(path, '/');
    const struct dsa_queue *queue = name != NULL ? queue_named(name + 1) : NULL;
    return queue != NULL ? (unsigned)(queue - dsa_config()->queues) : 0;
}

static void forked(void)
{
    dsa_device_forked();
    dsa_node_forked();
    dsa_watch_forked();
}

static void install(void)
{
    dsa_traps_install();
    pthread_atfork(NULL, NULL, forked);
}

/* Exclusive to one open file, across processes and gone with its holder: just what flock() gives. */
int dsa_node_opened(int fd, const char *path)
{
    const char *name = strrchr(path, '/');
    const struct dsa_queue *queue = name != NULL ? queue_named(name + 1) : NULL;
    if (queue == NULL) {
        return fd;
    }
    static _Atomic uint64_t opened;
    bool taken = !queue->shared && emu_fault_hits(queue->analytics ? "iaa" : "dsa", EMU_FAULT_INSTANCES, opened++, NULL);
    if (fd >= MAX_FDS || taken || (!queue->shared && flock(fd, LOCK_EX | LOCK_NB) != 0)) {
        close(fd);
        errno = EBUSY;
        return -1;
    }
    pthread_once(&installed, install);
    nodes[fd].owner = getpid();
    nodes[fd].queue = queue;
    open_nodes++;
    return fd;
}

const struct dsa_queue *dsa_queue_of(int fd)
{
    return open_nodes > 0 && fd >= 0 && fd < MAX_FDS ? nodes[fd].queue : NULL;
}

EMU_API int close(int fd)
{
    EMU_REAL(close);
    if (dsa_queue_of(fd) != NULL) {
        nodes[fd].queue = NULL;
        open_nodes--;
    }
    return real_(fd);
}

/* --- portals --- */

const struct dsa_queue *dsa_queue_at(const void *portal)
{
    uintptr_t page = (uintptr_t)portal & ~(uintptr_t)(DSA_PAGE - 1);
    for (unsigned i = 0; open_portals > 0 && i < MAX_PORTALS; i++) {
        if (portals[i].queue != NULL && portals[i].address == page) {
            return portals[i].queue;
        }
    }
    return NULL;
}

static bool remember(void *portal, const struct dsa_queue *queue)
{
    for (unsigned i = 0; i < MAX_PORTALS; i++) {
        if (portals[i].queue == NULL) {
            portals[i].address = (uintptr_t)portal;
            portals[i].queue = queue;
            open_portals++;
            return true;
        }
    }
    return false;
}

/* Without access rights, so that a real MOVDIR64B or ENQCMD of a processor that has them comes to our trap too. */
static void *map_portal(int fd, size_t length)
{
    EMU_REAL(mmap);
    errno = 0;
    if (!dsa_config()->privileged || nodes[fd].owner != getpid()) {
        errno = EPERM;
    } else if (length > DSA_PAGE) {
        errno = EINVAL;
    }
    if (errno != 0) {
        return MAP_FAILED;
    }
    void *portal = real_(NULL, DSA_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (portal != MAP_FAILED) {
        madvise(portal, DSA_PAGE, MADV_DONTFORK);
        if (!remember(portal, nodes[fd].queue)) {
            munmap(portal, DSA_PAGE);
            errno = ENOMEM;
            return MAP_FAILED;
        }
    }
    return portal;
}

EMU_API void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    EMU_REAL(mmap);
    if ((flags & MAP_ANONYMOUS) == 0 && dsa_queue_of(fd) != NULL) {
        return map_portal(fd, length);
    }
    return real_(address, length, protection, flags, fd, offset);
}

EMU_API void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset)
{
    return mmap(address, length, protection, flags, fd, offset);
}

EMU_API int munmap(void *address, size_t length)
{
    EMU_REAL(munmap);
    for (unsigned i = 0; open_portals > 0 && i < MAX_PORTALS; i++) {
        uintptr_t first = (uintptr_t)address;
        if (portals[i].queue != NULL && portals[i].address >= first && portals[i].address < first + length) {
            portals[i].queue = NULL;
            open_portals--;
        }
    }
    return real_(address, length);
}

/* --- write --- */

static int write_one(const struct dsa_queue *queue, const struct dsa_hw_desc *desc)
{
    /* a batch would be a way past these checks; the second generation can tell who asks */
    bool batch = !queue->analytics && desc->opcode == DSA_OPCODE_BATCH && dsa_config()->params.generation < 2;
    if (batch || (desc->completion_addr & (queue->analytics ? 63 : 31)) != 0) {
        return -EINVAL;
    }
    return dsa_submit(queue, desc, DSA_WRITE);
}

static ssize_t write_descriptors(int fd, const void *data, size_t size)
{
    const struct dsa_queue *queue = nodes[fd].queue;
    struct dsa_hw_desc desc;
    size_t written = 0;
    int rc = 0;
    if (nodes[fd].owner != getpid()) {
        errno = EPERM;
        return -1;
    }
    while (rc == 0 && size - written >= sizeof desc) {
        memcpy(&desc, (const char *)data + written, sizeof desc);
        rc = write_one(queue, &desc);
        written += rc == 0 ? sizeof desc : 0;
    }
    if (written > 0) {
        dsa_probe_after_submission();
        return (ssize_t)written;
    }
    errno = -rc;
    return rc == 0 ? 0 : -1;
}

EMU_API ssize_t write(int fd, const void *data, size_t size)
{
    EMU_REAL(write);
    return dsa_queue_of(fd) != NULL ? write_descriptors(fd, data, size) : real_(fd, data, size);
}

void dsa_node_forked(void)
{
    memset(portals, 0, sizeof portals); /* not mapped in the child; the file descriptors are, and are refused */
    open_portals = 0;
}

/* --- hooks of accel_idxd.h --- */

static bool waits_by_hook; /* then a loop that never calls us is unlikely, and left to the observer */

bool dsa_waits_by_hook(void)
{
    return waits_by_hook;
}

EMU_API int emu_idxd_submit(void *portal, const void *descriptor, int submission)
{
    const struct dsa_queue *queue = dsa_queue_at(portal);
    if (queue == NULL) {
        *(volatile char *)portal = 0; /* no portal of ours: fault as the instruction would */
        return 1;
    }
    int rc = dsa_submit(queue, descriptor, submission == 0 ? DSA_ENQCMD : DSA_MOVDIR64B);
    if (rc == 0 && !waits_by_hook) {
        dsa_probe_after_submission();
    }
    return rc != 0;
}

EMU_API int emu_idxd_wait(const volatile void *record, uint64_t tsc_deadline, int waiting)
{
    waits_by_hook = true;
    if (waiting == 0) {
        dsa_poll(record);
    } else if (waiting == 1) {
        dsa_umwait(record, tsc_deadline);
    } else {
        dsa_tpause(tsc_deadline);
    }
    return 0;
}

EMU_API uint64_t emu_idxd_tsc(void)
{
    return dsa_tsc();
}
