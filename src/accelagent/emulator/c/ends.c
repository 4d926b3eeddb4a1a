/* Which channels a file descriptor writes to and reads from, named so that both ends come to the same names. */
#include "channel.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- keys: what both ends can compute --- */

static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ bytes[i]) * 0x100000001B3ULL;
    }
    return hash;
}

uint64_t emu_key(enum emu_purpose purpose, uint64_t first, uint64_t second)
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

bool emu_names_of(int fd, struct emu_names *names)
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
    return name != 0 ? emu_key(EMU_KEY_DATAGRAM, name, 0) : 0;
}

/* --- ends --- */

static struct {
    _Atomic int kind;
    uint64_t out, in;
} ends[EMU_MAX_FD];

void emu_end_forget(int fd)
{
    if (fd >= 0 && fd < EMU_MAX_FD) {
        ends[fd].kind = EMU_UNKNOWN;
    }
}

static uint64_t other_of_pair(uint64_t inode)
{
    const struct emu_board *board = emu_board();
    return board->pairs[inode % EMU_PAIRS].inode == inode ? board->pairs[inode % EMU_PAIRS].peer : 0;
}

void emu_pair(int a, int b)
{
    struct stat first, second;
    if (fstat(a, &first) == 0 && fstat(b, &second) == 0) {
        emu_ask_now(&(struct emu_message){
            .asked = EMU_TELL_PAIR, .channel.key = first.st_ino, .channel.other = second.st_ino});
    }
}

static struct emu_end datagram_end(const struct emu_names *names)
{
    return (struct emu_end){EMU_MESSAGES, names->peer != 0 ? emu_key(EMU_KEY_DATAGRAM, names->peer, 0) : 0,
                            names->local != 0 ? emu_key(EMU_KEY_DATAGRAM, names->local, 0) : 0};
}

static struct emu_end socket_end(int fd, uint64_t inode)
{
    struct emu_end none = {EMU_UNKNOWN, 0, 0};
    struct emu_names names;
    int type = 0;
    socklen_t size = sizeof type;
    if (!emu_names_of(fd, &names) || getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0) {
        return (struct emu_end){EMU_PLAIN, 0, 0};
    }
    uint64_t other = names.family == AF_UNIX && names.local == 0 && names.peer == 0 ? other_of_pair(inode) : 0;
    enum emu_kind kind = type == SOCK_STREAM ? EMU_STREAM : EMU_MESSAGES;
    if (other != 0) {
        return (struct emu_end){kind, emu_key(EMU_KEY_PAIR, inode, 0), emu_key(EMU_KEY_PAIR, other, 0)};
    }
    if (type == SOCK_DGRAM) {
        return datagram_end(&names);
    }
    if (names.local == 0 || names.peer == 0) {
        return none; /* not connected yet, or to somebody whom we cannot tell from others */
    }
    enum emu_purpose purpose = names.family == AF_UNIX ? EMU_KEY_UNIX : EMU_KEY_INET;
    return (struct emu_end){kind, emu_key(purpose, names.local, names.peer), emu_key(purpose, names.peer, names.local)};
}

static struct emu_end find_out(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return (struct emu_end){EMU_UNKNOWN, 0, 0};
    }
    if (S_ISFIFO(status.st_mode)) {
        uint64_t key = emu_key(EMU_KEY_PIPE, status.st_ino, status.st_dev);
        return (struct emu_end){EMU_STREAM, key, key};
    }
    return S_ISSOCK(status.st_mode) ? socket_end(fd, status.st_ino) : (struct emu_end){EMU_PLAIN, 0, 0};
}

struct emu_end emu_end_of(int fd)
{
    if (fd < 0) {
        return (struct emu_end){EMU_UNKNOWN, 0, 0};
    }
    int kind = fd < EMU_MAX_FD ? ends[fd].kind : EMU_UNKNOWN;
    if (kind != EMU_UNKNOWN) {
        return (struct emu_end){(enum emu_kind)kind, ends[fd].out, ends[fd].in};
    }
    int error = errno;
    struct emu_end end = find_out(fd);
    errno = error;
    bool settled = end.kind != EMU_MESSAGES || (end.out != 0 && end.in != 0); /* a datagram socket may still get a name */
    if (fd < EMU_MAX_FD && settled) {
        ends[fd].out = end.out;
        ends[fd].in = end.in;
        ends[fd].kind = end.kind;
    }
    return end;
}

bool emu_end_carries_time(int fd)
{
    return ends[fd].kind >= EMU_STREAM;
}
