#include "channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STEAL_NS 10000000 /* real time; whoever held the lock that long was killed */
#define MERGE_NS 1000     /* writes this close together need not be told apart */

/* --- channels --- */

static struct emu_channel *in_bucket(struct emu_bucket *bucket, uint64_t key)
{
    for (int i = 0; i < EMU_WAYS; i++) {
        if (bucket->keys[i] == key) {
            return &bucket->channels[i];
        }
    }
    return NULL;
}

static void claim_way(struct emu_bucket *bucket, uint64_t key)
{
    int oldest = 0;
    for (int i = 0; i < EMU_WAYS; i++) {
        uint64_t empty = 0;
        if (atomic_compare_exchange_strong(&bucket->keys[i], &empty, key)) {
            return;
        }
        oldest = bucket->channels[i].used_ns < bucket->channels[oldest].used_ns ? i : oldest;
    }
    bucket->keys[oldest] = 0;
    memset(&bucket->channels[oldest], 0, sizeof bucket->channels[oldest]);
    bucket->keys[oldest] = key;
}

/* Two processes may claim a way each for one key: the first in order is the one that all find afterwards. */
static struct emu_channel *channel_of(uint64_t key)
{
    struct emu_bucket *bucket = &emu_shared()->buckets[key % EMU_BUCKETS];
    struct emu_channel *channel = in_bucket(bucket, key);
    if (channel == NULL) {
        claim_way(bucket, key);
        channel = in_bucket(bucket, key);
        channel = channel != NULL ? channel : &bucket->channels[0];
    }
    channel->used_ns = emu_real_ns(CLOCK_MONOTONIC_COARSE);
    return channel;
}

static void lock(struct emu_channel *channel)
{
    uint64_t give_up = 0;
    while (atomic_exchange(&channel->lock, 1) != 0) {
        uint64_t now = emu_real_ns(CLOCK_MONOTONIC);
        give_up = give_up == 0 ? now + STEAL_NS : give_up;
        if (now > give_up) {
            return;
        }
        syscall(SYS_sched_yield);
    }
}

static void unlock(struct emu_channel *channel)
{
    channel->lock = 0;
}

static void raise_stamp(_Atomic uint64_t *stamp, uint64_t to_ns)
{
    uint64_t seen = *stamp;
    while (seen < to_ns && !atomic_compare_exchange_weak(stamp, &seen, to_ns)) {
    }
}

static struct emu_record *record(struct emu_channel *channel, unsigned i)
{
    return &channel->records[(channel->first + i) % EMU_RECORDS];
}

static void append(struct emu_channel *channel, uint64_t at_ns)
{
    struct emu_record *last = channel->count > 0 ? record(channel, channel->count - 1) : NULL;
    if (last != NULL && (channel->count == EMU_RECORDS || at_ns <= last->at_ns + MERGE_NS)) {
        last->end = channel->written;
        last->at_ns = at_ns > last->at_ns ? at_ns : last->at_ns;
        return;
    }
    *record(channel, channel->count++) = (struct emu_record){channel->written, at_ns};
}

/* Less went out than announced. */
static void retract(struct emu_channel *channel, uint64_t missing)
{
    channel->written -= missing < channel->written ? missing : channel->written;
    for (unsigned i = channel->count; i > 0 && record(channel, i - 1)->end > channel->written; i--) {
        record(channel, i - 1)->end = channel->written;
    }
}

/* The stamp of what was just taken. More taken than written means writers that we cannot see. */
static uint64_t consume(struct emu_channel *channel, uint64_t amount, bool peek)
{
    uint64_t taken = channel->taken + amount, at_ns = 0;
    taken = taken > channel->written ? channel->written : taken;
    while (channel->count > 0) {
        struct emu_record *first = record(channel, 0);
        if (first->end > channel->taken) {
            at_ns = first->at_ns > at_ns ? first->at_ns : at_ns;
        }
        if (first->end > taken || peek) {
            break;
        }
        channel->first = (channel->first + 1) % EMU_RECORDS;
        channel->count--;
        if (first->end == taken) {
            break;
        }
    }
    channel->taken = peek ? channel->taken : taken;
    return at_ns;
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
    struct emu_channel *channel = channel_of(sending.key);
    lock(channel);
    channel->written += sending.amount;
    append(channel, sending.at_ns);
    unlock(channel);
    emu_block_as(self, EMU_IO, 0);
    errno = error;
    return sending;
}

void emu_send_end(struct emu_thread *self, const struct emu_sending *sending, ssize_t rc)
{
    int error = errno;
    emu_unblock(self);
    struct emu_channel *channel = channel_of(sending->key);
    size_t done = rc < 0 ? 0 : sending->amount == 1 ? 1 : (size_t)rc;
    if (done < sending->amount) {
        lock(channel);
        retract(channel, sending->amount - done);
        unlock(channel);
    }
    if (sending->full && rc > 0) {
        follow(self, channel->drained_ns);
    }
    errno = error;
}

/* Data may be on its way through the kernel while its reader still sleeps. */
bool emu_face_has_input(const struct emu_face *face)
{
    for (int i = 0; i < EMU_AWAITED && face->blocked == EMU_IO && face->awaits[i] != 0; i++) {
        uint64_t key = face->awaits[i];
        const struct emu_channel *channel = in_bucket(&emu_shared()->buckets[key % EMU_BUCKETS], key);
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
    raise_stamp(&channel_of(end.in)->drained_ns, self->vt_ns);
    self->face->awaits[0] = end.in;
    self->face->awaits[1] = 0;
    emu_block_as(self, EMU_IO, 0);
}

void emu_receive_end(struct emu_thread *self, struct emu_end end, ssize_t rc, size_t wanted, bool peek)
{
    int error = errno;
    emu_unblock(self);
    struct emu_channel *channel = channel_of(end.in);
    uint64_t at_ns = 0;
    if (rc > 0 || (rc == 0 && end.kind == EMU_MESSAGES)) {
        lock(channel);
        at_ns = consume(channel, end.kind == EMU_STREAM ? (uint64_t)rc : 1, peek);
        unlock(channel);
    } else if (rc == 0 && wanted > 0) {
        at_ns = channel->last_ns; /* the end: nobody holds the other side any more */
    }
    follow(self, at_ns);
    raise_stamp(&channel->drained_ns, self->vt_ns);
    errno = error;
}

/* --- opening and closing --- */

void emu_stamp_close(struct emu_thread *self, int fd)
{
    struct emu_end end = emu_end_of(fd);
    if (end.kind >= EMU_STREAM && end.out != 0) {
        raise_stamp(&channel_of(end.out)->last_ns, self->vt_ns);
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
        raise_stamp(&channel_of(emu_key(EMU_KEY_LISTEN, names.local, 0))->last_ns, self->vt_ns);
    }
}

static void stamp_opened(struct emu_thread *self, const struct emu_names *names)
{
    if (names->local != 0) {
        raise_stamp(&channel_of(emu_key(EMU_KEY_OPENED, names->local, 0))->last_ns, self->vt_ns);
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
        struct emu_channel *door = channel_of(emu_key(EMU_KEY_LISTEN, names.peer, 0));
        stamp_opened(self, &names);
        lock(door);
        door->written++;
        unlock(door);
        follow(self, door->last_ns);
    }
}

void emu_stamp_accepted(struct emu_thread *self, int fd)
{
    struct emu_names names;
    emu_end_forget(fd);
    if (emu_names_of(fd, &names)) {
        struct emu_channel *door = channel_of(emu_key(EMU_KEY_LISTEN, names.local, 0));
        lock(door);
        door->taken += door->taken < door->written;
        unlock(door);
        if (names.peer != 0) {
            follow(self, channel_of(emu_key(EMU_KEY_OPENED, names.peer, 0))->last_ns);
        }
    }
}
