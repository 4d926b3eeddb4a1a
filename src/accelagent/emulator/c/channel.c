#include "channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* --- channels, which the device process keeps --- */

static uint32_t tell(enum emu_asked what, uint64_t key, uint64_t amount, uint64_t at_ns)
{
    return emu_ask(&(struct emu_message){.asked = what, .at_ns = at_ns, .channel.key = key, .channel.amount = amount}, NULL);
}

static struct emu_answer stamps_of(uint64_t key)
{
    return emu_ask_now(&(struct emu_message){.asked = EMU_ASK_STAMPS, .channel.key = key});
}

static uint64_t last_of(uint64_t key)
{
    return stamps_of(key).start_ns;
}

static const struct emu_channel *seen_channel(uint64_t key)
{
    const struct emu_bucket *bucket = &emu_board()->buckets[key % EMU_BUCKETS];
    for (int i = 0; i < EMU_WAYS; i++) {
        if (bucket->keys[i] == key) {
            return &bucket->channels[i];
        }
    }
    return NULL;
}

/* --- sending and receiving --- */

static bool would_block(int fd, size_t amount)
{
    struct pollfd ask = {.fd = fd, .events = POLLOUT};
    struct timespec now = {0, 0};
    if (syscall(SYS_ppoll, &ask, 1, &now, NULL, 0) == 0) {
        return true;
    }
    int queued = 0, room = 0;
    socklen_t size = sizeof room;
    if (amount <= 4096) {
        return false;
    }
    if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, &size) == 0) {
        return ioctl(fd, TIOCOUTQ, &queued) == 0 && (size_t)queued + amount > (size_t)room;
    }
    return amount > 65536 || (ioctl(fd, FIONREAD, &queued) == 0 && (size_t)queued + amount > 65536);
}

/* Who came before what it waits for was asleep, and has to be woken; who came later pays nothing. */
static void follow(struct emu_thread *self, uint64_t at_ns)
{
    if (at_ns > self->vt_ns) {
        emu_raise(self, at_ns + emu_config()->channel_latency_ns);
    }
}

struct emu_sending emu_send_begin(struct emu_thread *self, int fd, struct emu_end end, size_t amount)
{
    int error = errno;
    struct emu_sending sending = {end.out, end.kind == EMU_STREAM ? amount : 1, 0, false};
    emu_pace_processes();
    sending.full = would_block(fd, amount);
    sending.at_ns = self->vt_ns;
    tell(EMU_TELL_SENT, sending.key, sending.amount, sending.at_ns);
    emu_block_as(self, EMU_IO, 0);
    errno = error;
    return sending;
}

void emu_send_end(struct emu_thread *self, const struct emu_sending *sending, ssize_t rc)
{
    int error = errno;
    emu_unblock(self);
    size_t done = rc < 0 ? 0 : sending->amount == 1 ? 1 : (size_t)rc;
    if (done < sending->amount) {
        tell(EMU_TELL_RETRACTED, sending->key, sending->amount - done, self->vt_ns);
    }
    if (sending->full && rc > 0) {
        follow(self, stamps_of(sending->key).done_ns);
    }
    errno = error;
}

/* Data may be on its way through the kernel while its reader still sleeps. */
bool emu_face_has_input(const struct emu_face *face)
{
    bool waits = face->blocked == EMU_IO && face->awaits[0] != 0;
    if (waits && (emu_asked_by_us() > 0 || emu_asked_by_others())) {
        emu_ask_all_answered();
    }
    for (int i = 0; i < EMU_AWAITED && face->blocked == EMU_IO && face->awaits[i] != 0; i++) {
        uint64_t key = face->awaits[i];
        const struct emu_channel *channel = seen_channel(key);
        if (channel != NULL && channel->written > channel->taken) {
            return true;
        }
    }
    return false;
}

static uint64_t awaited(int fd)
{
    struct emu_names names;
    struct emu_end end = emu_end_of(fd);
    if (end.kind != EMU_UNKNOWN) {
        return end.kind >= EMU_STREAM ? end.in : 0;
    }
    return emu_names_of(fd, &names) && names.peer == 0 && names.local != 0 ? emu_key(EMU_KEY_LISTEN, names.local, 0) : 0;
}

void emu_await(struct emu_thread *self, const int *fds, int count)
{
    int known = 0;
    for (int i = 0; i < count && known < EMU_AWAITED; i++) {
        uint64_t key = awaited(fds[i]);
        if (key != 0) {
            self->face->awaits[known++] = key;
        }
    }
    if (known < EMU_AWAITED) {
        self->face->awaits[known] = 0;
    }
}

void emu_receive_begin(struct emu_thread *self, struct emu_end end)
{
    tell(EMU_TELL_DRAINED, end.in, 0, self->vt_ns);
    self->face->awaits[0] = end.in;
    self->face->awaits[1] = 0;
    emu_block_as(self, EMU_IO, 0);
}

void emu_receive_end(struct emu_thread *self, struct emu_end end, ssize_t rc, size_t wanted, bool peek)
{
    int error = errno;
    emu_unblock(self);
    uint64_t at_ns = 0;
    if (rc > 0 || (rc == 0 && end.kind == EMU_MESSAGES)) {
        struct emu_message message = {.asked = EMU_ASK_TAKEN,
                                      .channel = {end.in, end.kind == EMU_STREAM ? (uint64_t)rc : 1, 0, peek}};
        at_ns = emu_ask_now(&message).done_ns;
    } else if (rc == 0 && wanted > 0) {
        at_ns = last_of(end.in); /* the end: nobody holds the other side any more */
    }
    follow(self, at_ns);
    tell(EMU_TELL_DRAINED, end.in, 0, self->vt_ns);
    errno = error;
}

/* --- opening and closing --- */

void emu_stamp_close(struct emu_thread *self, int fd)
{
    struct emu_end end = emu_end_of(fd);
    if (end.kind >= EMU_STREAM && end.out != 0) {
        tell(EMU_TELL_LAST, end.out, 0, self->vt_ns);
    }
}

void emu_stamp_all_closed(struct emu_thread *self)
{
    for (int fd = 0; fd < EMU_MAX_FD; fd++) {
        if (fd <= STDERR_FILENO || emu_end_carries_time(fd)) {
            emu_stamp_close(self, fd);
        }
    }
}

void emu_stamp_listen(struct emu_thread *self, int fd)
{
    struct emu_names names;
    if (emu_names_of(fd, &names)) {
        tell(EMU_TELL_LAST, emu_key(EMU_KEY_LISTEN, names.local, 0), 0, self->vt_ns);
    }
}

static void stamp_opened(struct emu_thread *self, const struct emu_names *names)
{
    if (names->local != 0) {
        tell(EMU_TELL_LAST, emu_key(EMU_KEY_OPENED, names->local, 0), 0, self->vt_ns);
    }
}

void emu_stamp_connecting(struct emu_thread *self, int fd)
{
    struct emu_names names;
    int type = 0;
    socklen_t size = sizeof type;
    self->face->pacing = 1; /* the handshake may sleep, but ends by itself */
    if (!emu_names_of(fd, &names) || names.family != AF_UNIX || getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 ||
        type == SOCK_DGRAM) {
        return;
    }
    if (names.local == 0) {
        const struct sockaddr any = {.sa_family = AF_UNIX}; /* the kernel makes up a name, which the server sees */
        if (bind(fd, &any, sizeof(sa_family_t)) != 0 || !emu_names_of(fd, &names)) {
            return;
        }
    }
    stamp_opened(self, &names);
}

void emu_stamp_connected(struct emu_thread *self, int fd)
{
    struct emu_names names;
    emu_end_forget(fd);
    self->face->pacing = 0;
    if (emu_names_of(fd, &names) && names.peer != 0) {
        uint64_t door = emu_key(EMU_KEY_LISTEN, names.peer, 0);
        stamp_opened(self, &names);
        tell(EMU_TELL_CONNECTED, door, 0, self->vt_ns);
        follow(self, last_of(door));
    }
}

void emu_stamp_accepted(struct emu_thread *self, int fd)
{
    struct emu_names names;
    emu_end_forget(fd);
    if (emu_names_of(fd, &names)) {
        tell(EMU_TELL_ACCEPTED, emu_key(EMU_KEY_LISTEN, names.local, 0), 0, self->vt_ns);
        if (names.peer != 0) {
            follow(self, last_of(emu_key(EMU_KEY_OPENED, names.peer, 0)));
        }
    }
}
