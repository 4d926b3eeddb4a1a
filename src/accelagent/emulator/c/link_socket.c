/* The first words between a client and the device process, which is started where nobody did yet. All by the kernel's
   own calls: the interposed ones are the program's. No descriptor stays open. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "interpose.h"
#include "link.h"
#include "shared.h"

#define PATIENCE_S 2 /* real time */

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct timeval limit = {PATIENCE_S, 0};
    int fd = (int)syscall(SYS_socket, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0 || strlen(path) >= sizeof address.sun_path) {
        return fd < 0 ? -1 : ((void)syscall(SYS_close, fd), -1);
    }
    strcpy(address.sun_path, path);
    syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (syscall(SYS_connect, fd, &address, sizeof address) != 0) {
        syscall(SYS_close, fd);
        return -1;
    }
    return fd;
}

/* By way of a descriptor of the folder, as the folder's own path may be longer than an address can be. */
static int connect_in(int folder)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d/" EMU_LINK_NAME, folder);
    return connect_to(path);
}

static const char *own_folder(char *path, size_t size)
{
    Dl_info info;
    const char *slash = dladdr((void *)(uintptr_t)emu_board, &info) != 0 ? strrchr(info.dli_fname, '/') : NULL;
    size_t length = slash != NULL ? (size_t)(slash - info.dli_fname) : 0;
    if (slash == NULL || length + sizeof "/" EMU_DEVICE_PROGRAM > size) {
        return NULL;
    }
    memcpy(path, info.dli_fname, length);
    strcpy(path + length, "/" EMU_DEVICE_PROGRAM);
    return path;
}

/* It returns when the device process listens: what we start only starts that one, and ends. */
static void start_device(void)
{
    EMU_REAL(posix_spawn);
    char program[PATH_MAX], setting[4200] = "ACCEL_EMU_CONFIG=", *environment[] = {setting, NULL};
    char *arguments[] = {(char *)(uintptr_t)EMU_DEVICE_PROGRAM, (char *)(uintptr_t)emu_config()->stats_dir, NULL};
    const char *config = getenv("ACCEL_EMU_CONFIG");
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t pid;
    if (own_folder(program, sizeof program) == NULL) {
        return;
    }
    if (config != NULL && strlen(config) < sizeof setting - 20) {
        strcat(setting, config);
    }
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (real_(&pid, program, NULL, &attributes, arguments, environment) == 0) {
        while (syscall(SYS_wait4, pid, NULL, 0, NULL) < 0 && errno == EINTR) {
        }
    }
    posix_spawnattr_destroy(&attributes);
}

static int connect_or_start(void)
{
    const char *dir = emu_config()->stats_dir;
    int folder = (int)syscall(SYS_openat, AT_FDCWD, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;
    if (folder < 0) {
        return -1;
    }
    fd = connect_in(folder);
    if (fd < 0) { /* under the folder's lock, so that exactly one process starts it */
        syscall(SYS_flock, folder, LOCK_EX);
        fd = connect_in(folder);
        if (fd < 0) {
            start_device();
            fd = connect_in(folder);
        }
        syscall(SYS_flock, folder, LOCK_UN);
    }
    syscall(SYS_close, folder);
    return fd;
}

int emu_link_reach(void)
{
    const char *path = getenv("ACCEL_EMU_DEVICE");
    if (path != NULL) {
        return connect_to(path);
    }
    return emu_config()->stats_dir[0] != '\0' ? connect_or_start() : -1;
}

bool emu_link_say(int fd, uint32_t word, uint32_t number)
{
    struct emu_link_packet packet = {EMU_LINK_MAGIC, word, number, emu_pid()};
    return syscall(SYS_sendto, fd, &packet, sizeof packet, MSG_NOSIGNAL, NULL, 0) == sizeof packet;
}

uint32_t emu_link_hear(int fd, int *fds, unsigned count)
{
    struct emu_link_packet packet;
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(2 * sizeof(int))];
    } control;
    struct iovec part = {&packet, sizeof packet};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    for (unsigned i = 0; i < count; i++) {
        fds[i] = -1;
    }
    long got = syscall(SYS_recvmsg, fd, &message, MSG_CMSG_CLOEXEC);
    const struct cmsghdr *header = got == sizeof packet ? CMSG_FIRSTHDR(&message) : NULL;
    if (header != NULL && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(count * sizeof(int))) {
        memcpy(fds, CMSG_DATA(header), count * sizeof(int));
    }
    return got == sizeof packet && packet.magic == EMU_LINK_MAGIC ? packet.number : 0;
}

void *emu_link_map(int fd, size_t size, bool writable, void *at)
{
    if (fd < 0) {
        return NULL;
    }
    int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    long got = syscall(SYS_mmap, at, size, protection, MAP_SHARED | (at != NULL ? MAP_FIXED : 0), fd, 0);
    syscall(SYS_close, fd);
    return got == -1 ? NULL : (void *)got;
}
