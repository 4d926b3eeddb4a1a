/* What the devices completed, told to a recorder outside the program's reach. Each connection to the socket in
   ACCEL_EMU_RECORDER carries entries in this machine's byte order: a struct entry, then `in_sent` and `out_sent` bytes
   of content. Nobody can take back what was sent; the kernel says which process sent it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "emu.h"

#define MAGIC 0x31636572u /* "rec1" */
#define ENTRIES 128

struct entry {
    uint32_t magic;
    uint32_t kind; /* enum emu_recorded */
    char device[8];
    uint64_t bytes_in, bytes_out;
    uint64_t in_sent, out_sent;
};

static struct {
    pthread_mutex_t lock;
    struct entry entries[ENTRIES];
    unsigned used;
    struct sockaddr_un address;
    bool on, whole;
} recorder = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void begin(void)
{
    const char *path = getenv("ACCEL_EMU_RECORDER"), *whole = getenv("ACCEL_EMU_RECORD");
    if (path != NULL && strlen(path) < sizeof recorder.address.sun_path) {
        recorder.address.sun_family = AF_UNIX;
        strcpy(recorder.address.sun_path, path);
        recorder.on = true;
        recorder.whole = whole != NULL && strcmp(whole, "contents") == 0;
    }
}

static bool on(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, begin);
    return recorder.on;
}

static void skip(struct iovec *parts, int count, size_t sent)
{
    for (int i = 0; i < count; i++) {
        size_t taken = sent < parts[i].iov_len ? sent : parts[i].iov_len;
        parts[i].iov_base = (char *)parts[i].iov_base + taken;
        parts[i].iov_len -= taken;
        sent -= taken;
    }
}

/* One connection each, by the kernel's own calls: the interposed ones are the program's, and so are its descriptors. */
static void tell(struct iovec *parts, int count)
{
    int error = errno, fd = (int)syscall(SYS_socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    size_t left = 0;
    for (int i = 0; i < count; i++) {
        left += parts[i].iov_len;
    }
    if (fd >= 0 && syscall(SYS_connect, fd, &recorder.address, sizeof recorder.address) == 0) {
        while (left > 0) {
            struct msghdr message = {.msg_iov = parts, .msg_iovlen = (size_t)count};
            long sent = syscall(SYS_sendmsg, fd, &message, MSG_NOSIGNAL);
            if (sent < 0 && errno != EINTR) {
                break;
            }
            skip(parts, count, sent > 0 ? (size_t)sent : 0);
            left -= sent > 0 ? (size_t)sent : 0;
        }
    }
    if (fd >= 0) {
        syscall(SYS_close, fd);
    }
    errno = error;
}

static void flush(void)
{
    struct iovec part = {recorder.entries, recorder.used * sizeof *recorder.entries};
    if (recorder.used > 0) {
        recorder.used = 0;
        tell(&part, 1);
    }
}

void emu_record(const char *device, uint64_t bytes_in, uint64_t bytes_out)
{
    if (!on()) {
        return;
    }
    pthread_mutex_lock(&recorder.lock);
    struct entry *entry = &recorder.entries[recorder.used++];
    *entry = (struct entry){.magic = MAGIC, .kind = EMU_RECORDED_DONE, .bytes_in = bytes_in, .bytes_out = bytes_out};
    strncpy(entry->device, device, sizeof entry->device - 1);
    if (recorder.used == ENTRIES) {
        flush();
    }
    pthread_mutex_unlock(&recorder.lock);
}

void emu_record_content(enum emu_recorded kind, const void *in, size_t in_length, const void *out, size_t out_length)
{
    if (!on() || !recorder.whole) {
        return;
    }
    struct entry entry = {.magic = MAGIC, .kind = kind, .in_sent = in_length, .out_sent = out_length};
    struct iovec parts[3] = {{&entry, sizeof entry}, {(void *)(uintptr_t)in, in_length}, {(void *)(uintptr_t)out, out_length}};
    tell(parts, 3);
}

void emu_record_flush(void)
{
    if (on()) {
        pthread_mutex_lock(&recorder.lock);
        flush();
        pthread_mutex_unlock(&recorder.lock);
    }
}

/* A child of fork has its parent's entries, which the parent will tell. */
void emu_record_forked(void)
{
    pthread_mutex_init(&recorder.lock, NULL);
    recorder.used = 0;
}
