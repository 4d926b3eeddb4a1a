#include "channel.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define MAX_FD 8192
#define STEAL_NS 10000000 /* real time; whoever held the lock that long was killed */
#define MERGE_NS 1000     /* writes this close together need not be told apart */

/* --- keys: what both ends can compute --- */

enum purpose { PIPE = 1, PAIR, UNIX, INET, DATAGRAM, LISTEN, OPENED };

static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ bytes[i]) * 0x100000001B3ULL;
    }
    return hash;
}

static uint64_t key_of(enum purpose purpose, uint64_t first, uint64_t second)
{
    uint64_t parts[3] = {(uint64_t)purpose, first, second};
    uint64_t key = mix(0xCBF29CE484222325ULL, parts, sizeof parts);
    key ^= key >> 29;
    return key != 0 ? key : 1;
}

/* An address as a number: the port of an internet address (a v4 one looks different from its two ends), else a hash. */
static uint64_t name_of(const struct sockaddr *address, socklen_t length)
{
    switch (address->sa_family) {
    case AF_INET: return ((const struct sockaddr_in *)(const void *)address)->sin_port;
    case AF_INET6: return ((const struct sockaddr_in6 *)(const void *)address)->sin6_port;
    case AF_UNIX: return length <= sizeof(sa_family_t) ? 0 : mix(0xCBF29CE484222325ULL, address, length);
    default: return 0;
    }
}

struct names {
    sa_family_t family;
    uint64_t local, peer;
};

static bool names_of(int fd, struct names *names)
{
    struct sockaddr_storage local = {0}, peer = {0};
    socklen_t local_length = sizeof local, peer_length = sizeof peer;
    if (getsockname(fd, (struct sockaddr *)&local, &local_length) != 0) {
        return false;
    }
    names->family = local.ss_family;
    names->local = name_of((struct sockaddr *)&local, local_length);
    names->peer = getpeername(fd, (struct sockaddr *)&peer, &peer_length) == 0
                      ? name_of((struct sockaddr *)&peer, peer_length)
                      : 0;
    return local.ss_family == AF_UNIX || local.ss_family == AF_INET || local.ss_family == AF_INET6;
}

uint64_t emu_key_to(const struct sockaddr *address, socklen_t length)
{
    uint64_t name = name_of(address, length);
    return name != 0 ? key_of(DATAGRAM, name, 0) : 0;
}

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

/* --- ends --- */

static struct {
    _Atomic int kind;
    uint64_t out, in;
} ends[MAX_FD];

void emu_end_forget(int fd)
{
    if (fd >= 0 && fd < MAX_FD) {
        ends[fd].kind = EMU_UNKNOWN;
    }
}

static uint64_t other_of_pair(uint64_t inode)
{
    struct emu_shared *memory = emu_shared();
    return memory->pairs[inode % EMU_PAIRS].inode == inode ? memory->pairs[inode % EMU_PAIRS].peer : 0;
}

void emu_pair(int a, int b)
{
    struct emu_shared *memory = emu_shared();
    struct stat first, second;
    if (fstat(a, &first) != 0 || fstat(b, &second) != 0) {
        return;
    }
    memory->pairs[first.st_ino % EMU_PAIRS].peer = second.st_ino;
    memory->pairs[first.st_ino % EMU_PAIRS].inode = first.st_ino;
    memory->pairs[second.st_ino % EMU_PAIRS].peer = first.st_ino;
    memory->pairs[second.st_ino % EMU_PAIRS].inode = second.st_ino;
}

static struct emu_end datagram_end(const struct names *names)
{
    return (struct emu_end){EMU_MESSAGES, names->peer != 0 ? key_of(DATAGRAM, names->peer, 0) : 0,
                            names->local != 0 ? key_of(DATAGRAM, names->local, 0) : 0};
}

static struct emu_end socket_end(int fd, uint64_t inode)
{
    struct emu_end none = {EMU_UNKNOWN, 0, 0};
    struct names names;
    int type = 0;
    socklen_t size = sizeof type;
    if (!names_of(fd, &names) || getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0) {
        return (struct emu_end){EMU_PLAIN, 0, 0};
    }
    uint64_t other = names.family == AF_UNIX && names.local == 0 && names.peer == 0 ? other_of_pair(inode) : 0;
    enum emu_kind kind = type == SOCK_STREAM ? EMU_STREAM : EMU_MESSAGES;
    if (other != 0) {
        return (struct emu_end){kind, key_of(PAIR, inode, 0), key_of(PAIR, other, 0)};
    }
    if (type == SOCK_DGRAM) {
        return datagram_end(&names);
    }
    if (names.local == 0 || names.peer == 0) {
        return none; /* not connected yet, or to somebody whom we cannot tell from others */
    }
    enum purpose purpose = names.family == AF_UNIX ? UNIX : INET;
    return (struct emu_end){kind, key_of(purpose, names.local, names.peer), key_of(purpose, names.peer, names.local)};
}

static struct emu_end find_out(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return (struct emu_end){EMU_UNKNOWN, 0, 0};
    }
    if (S_ISFIFO(status.st_mode)) {
        uint64_t key = key_of(PIPE, status.st_ino, status.st_dev);
        return (struct emu_end){EMU_STREAM, key, key};
    }
    return S_ISSOCK(status.st_mode) ? socket_end(fd, status.st_ino) : (struct emu_end){EMU_PLAIN, 0, 0};
}

struct emu_end emu_end_of(int fd)
{
    if (fd < 0) {
        return (struct emu_end){EMU_UNKNOWN, 0, 0};
    }
    int kind = fd < MAX_FD ? ends[fd].kind : EMU_UNKNOWN;
    if (kind != EMU_UNKNOWN) {
        return (struct emu_end){(enum emu_kind)kind, ends[fd].out, ends[fd].in};
    }
    int error = errno;
    struct emu_end end = find_out(fd);
    errno = error;
    bool settled = end.kind != EMU_MESSAGES || (end.out != 0 && end.in != 0); /* a datagram socket may still get a name */
    if (fd < MAX_FD && settled) {
        ends[fd].out = end.out;
        ends[fd].in = end.in;
        ends[fd].kind = end.kind;
    }
    return end;
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
    struct names names;
    struct emu_end end = emu_end_of(fd);
    if (end.kind != EMU_UNKNOWN) {
        return end.kind >= EMU_STREAM ? end.in : 0;
    }
    return names_of(fd, &names) && names.peer == 0 && names.local != 0 ? key_of(LISTEN, names.local, 0) : 0;
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
    for (int fd = 0; fd < MAX_FD; fd++) {
        if (fd <= STDERR_FILENO || ends[fd].kind >= EMU_STREAM) {
            emu_stamp_close(self, fd);
        }
    }
}

void emu_stamp_listen(struct emu_thread *self, int fd)
{
    struct names names;
    if (names_of(fd, &names)) {
        raise_stamp(&channel_of(key_of(LISTEN, names.local, 0))->last_ns, self->vt_ns);
    }
}

static void stamp_opened(struct emu_thread *self, const struct names *names)
{
    if (names->local != 0) {
        raise_stamp(&channel_of(key_of(OPENED, names->local, 0))->last_ns, self->vt_ns);
    }
}

void emu_stamp_connecting(struct emu_thread *self, int fd)
{
    struct names names;
    int type = 0;
    socklen_t size = sizeof type;
    self->face->pacing = 1; /* the handshake may sleep, but ends by itself */
    if (!names_of(fd, &names) || names.family != AF_UNIX || getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 ||
        type == SOCK_DGRAM) {
        return;
    }
    if (names.local == 0) {
        const struct sockaddr any = {.sa_family = AF_UNIX}; /* the kernel makes up a name, which the server sees */
        if (bind(fd, &any, sizeof(sa_family_t)) != 0 || !names_of(fd, &names)) {
            return;
        }
    }
    stamp_opened(self, &names);
}

void emu_stamp_connected(struct emu_thread *self, int fd)
{
    struct names names;
    emu_end_forget(fd);
    self->face->pacing = 0;
    if (names_of(fd, &names) && names.peer != 0) {
        struct emu_channel *door = channel_of(key_of(LISTEN, names.peer, 0));
        stamp_opened(self, &names);
        lock(door);
        door->written++;
        unlock(door);
        follow(self, door->last_ns);
    }
}

void emu_stamp_accepted(struct emu_thread *self, int fd)
{
    struct names names;
    emu_end_forget(fd);
    if (names_of(fd, &names)) {
        struct emu_channel *door = channel_of(key_of(LISTEN, names.local, 0));
        lock(door);
        door->taken += door->taken < door->written;
        unlock(door);
        if (names.peer != 0) {
            follow(self, channel_of(key_of(OPENED, names.peer, 0))->last_ns);
        }
    }
}
