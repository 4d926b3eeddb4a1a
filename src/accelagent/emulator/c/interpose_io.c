/* Reads and writes of pipes and sockets carry virtual time. Everything else passes with two loads. The real call is
   made outside the emulator: what the kernel does for the program is the program's CPU time. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "channel.h"
#include "interpose.h"

#define SHORT_NS 1000000 /* real time; a call that fails at once takes less, even when it is preempted */

/* --- one transfer --- */

struct transfer {
    struct emu_thread *self; /* NULL: carries no time */
    struct emu_end end;
    struct emu_sending sending;
    uint64_t began_ns; /* real time */
    size_t wanted;
    bool peek;
};

static struct transfer look(int fd)
{
    struct emu_thread *self = emu_self();
    struct transfer transfer = {.self = NULL};
    if (emu_interposing(self)) {
        transfer.end = emu_end_of(fd);
        transfer.self = transfer.end.kind >= EMU_STREAM ? self : NULL;
    }
    return transfer;
}

static struct transfer send_to(int fd, size_t size, const struct sockaddr *to, socklen_t length)
{
    struct transfer transfer = look(fd);
    if (transfer.self != NULL && to != NULL && transfer.end.kind == EMU_MESSAGES) {
        transfer.end.out = emu_key_to(to, length);
    }
    if (transfer.end.out == 0 || size == 0) {
        transfer.self = NULL;
    }
    if (transfer.self != NULL) {
        emu_enter();
        transfer.sending = emu_send_begin(transfer.self, fd, transfer.end, size);
        emu_leave();
    }
    return transfer;
}

static ssize_t sent(const struct transfer *transfer, ssize_t rc)
{
    if (transfer->self != NULL) {
        emu_enter();
        emu_send_end(transfer->self, &transfer->sending, rc);
        emu_leave();
    }
    return rc;
}

static struct transfer receive(int fd, size_t size, int flags)
{
    struct transfer transfer = look(fd);
    transfer.self = transfer.end.in != 0 ? transfer.self : NULL;
    transfer.wanted = size;
    transfer.peek = (flags & MSG_PEEK) != 0;
    if (transfer.self != NULL) {
        emu_enter();
        transfer.began_ns = emu_real_ns(CLOCK_MONOTONIC);
        emu_receive_begin(transfer.self, transfer.end);
        emu_leave();
    }
    return transfer;
}

/* A socket's own time-out (SO_RCVTIMEO) runs in real time. */
static void pass_time_out(const struct transfer *transfer, ssize_t rc)
{
    if (rc < 0 && errno == EAGAIN) {
        int error = errno;
        uint64_t took = emu_real_ns(CLOCK_MONOTONIC) - transfer->began_ns;
        if (took > SHORT_NS) {
            emu_raise(transfer->self, transfer->self->vt_ns + took);
        }
        errno = error;
    }
}

static ssize_t received(const struct transfer *transfer, ssize_t rc)
{
    if (transfer->self != NULL) {
        emu_enter();
        emu_receive_end(transfer->self, transfer->end, rc, transfer->wanted, transfer->peek);
        pass_time_out(transfer, rc);
        emu_leave();
    }
    return rc;
}

static size_t total(const struct iovec *parts, int count)
{
    size_t bytes = 0;
    for (int i = 0; parts != NULL && i < count; i++) {
        bytes += parts[i].iov_len;
    }
    return bytes;
}

/* --- write, send --- */

EMU_API ssize_t write(int fd, const void *data, size_t size)
{
    struct transfer transfer = send_to(fd, size, NULL, 0);
    if (emu_self() == NULL) {
        return syscall(SYS_write, fd, data, size); /* so early that even looking up the real one may not work */
    }
    EMU_REAL(write);
    return sent(&transfer, real_(fd, data, size));
}

EMU_API ssize_t writev(int fd, const struct iovec *parts, int count)
{
    EMU_REAL(writev);
    struct transfer transfer = send_to(fd, total(parts, count), NULL, 0);
    return sent(&transfer, real_(fd, parts, count));
}

EMU_API ssize_t send(int fd, const void *data, size_t size, int flags)
{
    EMU_REAL(send);
    struct transfer transfer = send_to(fd, size, NULL, 0);
    return sent(&transfer, real_(fd, data, size, flags));
}

EMU_API ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *to, socklen_t length)
{
    EMU_REAL(sendto);
    struct transfer transfer = send_to(fd, size, to, length);
    return sent(&transfer, real_(fd, data, size, flags, to, length));
}

EMU_API ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    EMU_REAL(sendmsg);
    size_t size = message != NULL ? total(message->msg_iov, (int)message->msg_iovlen) : 0;
    struct transfer transfer = send_to(fd, size, message != NULL ? message->msg_name : NULL,
                                       message != NULL ? message->msg_namelen : 0);
    return sent(&transfer, real_(fd, message, flags));
}

EMU_API ssize_t sendfile(int to, int from, off_t *offset, size_t size)
{
    EMU_REAL(sendfile);
    struct transfer transfer = send_to(to, size, NULL, 0);
    return sent(&transfer, real_(to, from, offset, size));
}

EMU_API ssize_t sendfile64(int to, int from, off64_t *offset, size_t size)
{
    EMU_REAL(sendfile64);
    struct transfer transfer = send_to(to, size, NULL, 0);
    return sent(&transfer, real_(to, from, offset, size));
}

/* --- read, receive --- */

EMU_API ssize_t read(int fd, void *data, size_t size)
{
    struct transfer transfer = receive(fd, size, 0);
    if (emu_self() == NULL) {
        return syscall(SYS_read, fd, data, size);
    }
    EMU_REAL(read);
    return received(&transfer, real_(fd, data, size));
}

EMU_API ssize_t readv(int fd, const struct iovec *parts, int count)
{
    EMU_REAL(readv);
    struct transfer transfer = receive(fd, total(parts, count), 0);
    return received(&transfer, real_(fd, parts, count));
}

EMU_API ssize_t recv(int fd, void *data, size_t size, int flags)
{
    EMU_REAL(recv);
    struct transfer transfer = receive(fd, size, flags);
    return received(&transfer, real_(fd, data, size, flags));
}

EMU_API ssize_t recvfrom(int fd, void *restrict data, size_t size, int flags, struct sockaddr *restrict from,
                         socklen_t *restrict length)
{
    EMU_REAL(recvfrom);
    struct transfer transfer = receive(fd, size, flags);
    return received(&transfer, real_(fd, data, size, flags, from, length));
}

/* Descriptors that arrive in a message take the numbers of closed ones. */
static void forget_passed(struct msghdr *message)
{
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part != NULL; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS) {
            const int *fds = (const int *)(const void *)CMSG_DATA(part);
            for (size_t i = 0; i < (part->cmsg_len - CMSG_LEN(0)) / sizeof *fds; i++) {
                emu_end_forget(fds[i]);
            }
        }
    }
}

EMU_API ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    EMU_REAL(recvmsg);
    size_t size = message != NULL ? total(message->msg_iov, (int)message->msg_iovlen) : 0;
    struct transfer transfer = receive(fd, size, flags);
    ssize_t rc = received(&transfer, real_(fd, message, flags));
    if (rc >= 0 && message->msg_controllen > 0) {
        forget_passed(message);
    }
    return rc;
}

/* What programs built with _FORTIFY_SOURCE call. */

void __chk_fail(void) __attribute__((noreturn));
EMU_API ssize_t __read_chk(int fd, void *data, size_t size, size_t room);
EMU_API ssize_t __recv_chk(int fd, void *data, size_t size, size_t room, int flags);
EMU_API ssize_t __recvfrom_chk(int fd, void *restrict data, size_t size, size_t room, int flags,
                               struct sockaddr *restrict from, socklen_t *restrict length);

ssize_t __read_chk(int fd, void *data, size_t size, size_t room)
{
    if (size > room) {
        __chk_fail();
    }
    return read(fd, data, size);
}

ssize_t __recv_chk(int fd, void *data, size_t size, size_t room, int flags)
{
    if (size > room) {
        __chk_fail();
    }
    return recv(fd, data, size, flags);
}

ssize_t __recvfrom_chk(int fd, void *restrict data, size_t size, size_t room, int flags, struct sockaddr *restrict from,
                       socklen_t *restrict length)
{
    if (size > room) {
        __chk_fail();
    }
    return recvfrom(fd, data, size, flags, from, length);
}

/* --- descriptors come and go --- */

static void stamp(int fd, void (*how)(struct emu_thread *, int))
{
    struct emu_thread *self = emu_self();
    if (emu_interposing(self)) {
        int error = errno;
        emu_enter();
        how(self, fd);
        emu_leave();
        errno = error;
    }
}

static void closing(int fd)
{
    if (look(fd).self != NULL) {
        stamp(fd, emu_stamp_close);
    }
    emu_end_forget(fd);
}

EMU_API int close(int fd)
{
    closing(fd);
    if (emu_self() == NULL) {
        return (int)syscall(SYS_close, fd);
    }
    EMU_REAL(close);
    return real_(fd);
}

EMU_API int shutdown(int fd, int how)
{
    EMU_REAL(shutdown);
    if (how != SHUT_RD && look(fd).self != NULL) {
        stamp(fd, emu_stamp_close);
    }
    return real_(fd, how);
}

EMU_API int dup(int fd)
{
    EMU_REAL(dup);
    int rc = real_(fd);
    emu_end_forget(rc);
    return rc;
}

EMU_API int dup2(int from, int to)
{
    EMU_REAL(dup2);
    if (from != to) {
        closing(to);
    }
    return real_(from, to);
}

EMU_API int dup3(int from, int to, int flags)
{
    EMU_REAL(dup3);
    if (from != to) {
        closing(to);
    }
    return real_(from, to, flags);
}

EMU_API int pipe2(int fds[2], int flags)
{
    EMU_REAL(pipe2);
    int rc = real_(fds, flags);
    if (rc == 0) {
        emu_end_forget(fds[0]);
        emu_end_forget(fds[1]);
    }
    return rc;
}

EMU_API int pipe(int fds[2])
{
    return pipe2(fds, 0);
}

EMU_API int socket(int domain, int type, int protocol)
{
    EMU_REAL(socket);
    int rc = real_(domain, type, protocol);
    emu_end_forget(rc);
    return rc;
}

EMU_API int socketpair(int domain, int type, int protocol, int fds[2])
{
    EMU_REAL(socketpair);
    int rc = real_(domain, type, protocol, fds);
    if (rc == 0) {
        emu_end_forget(fds[0]);
        emu_end_forget(fds[1]);
        if (emu_interposing(emu_self())) {
            emu_enter();
            emu_pair(fds[0], fds[1]);
            emu_leave();
        }
    }
    return rc;
}

EMU_API int listen(int fd, int backlog)
{
    EMU_REAL(listen);
    stamp(fd, emu_stamp_listen);
    return real_(fd, backlog);
}

static void stop_connecting(struct emu_thread *self, int fd)
{
    (void)fd;
    self->face->pacing = 0;
}

EMU_API int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    EMU_REAL(connect);
    stamp(fd, emu_stamp_connecting);
    int rc = real_(fd, address, length);
    emu_end_forget(fd);
    stamp(fd, rc == 0 || errno == EINPROGRESS ? emu_stamp_connected : stop_connecting);
    return rc;
}

static void start_accepting(struct emu_thread *self, int fd)
{
    emu_await(self, &fd, 1);
    emu_block_as(self, EMU_IO, 0);
}

static void stop_accepting(struct emu_thread *self, int fd)
{
    emu_unblock(self);
    if (fd >= 0) {
        emu_stamp_accepted(self, fd);
    }
}

EMU_API int accept4(int fd, struct sockaddr *restrict address, socklen_t *restrict length, int flags)
{
    EMU_REAL(accept4);
    stamp(fd, start_accepting);
    int rc = real_(fd, address, length, flags);
    stamp(rc, stop_accepting);
    emu_end_forget(rc);
    return rc;
}

EMU_API int accept(int fd, struct sockaddr *restrict address, socklen_t *restrict length)
{
    return accept4(fd, address, length, 0);
}
