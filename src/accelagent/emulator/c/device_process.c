/* The device process: accelemu-device FOLDER, or accelemu-device --until-eof FOLDER
   Listens on FOLDER/device and serves the processes of a run. Timelines and stamps are in memory that only it can write;
   what a client can write is its own region, and nobody else can. A client may be killed at any point: nothing that others
   need is held by it. Without the option it goes on in the background and ends when it has had no client for a while;
   with it, it says "ready", stays until standard input ends and then writes what it counted, a line per process. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "device_process.h"
#include "link.h"

#define LINGER_MS 1500            /* without a client, when nobody said how long to stay */
#define FIRST_NICE (-19)

struct server server = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The other files ask these of the clock of a client. */
uint64_t emu_real_ns(clockid_t clock)
{
    struct timespec ts = {0, 0};
    clock_gettime(clock, &ts);
    return (uint64_t)ts.tv_sec * EMU_NS + (uint64_t)ts.tv_nsec;
}

static void fail(const char *what)
{
    fprintf(stderr, "accelemu-device: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* --- conversations --- */

static void answer(int fd, uint32_t word, uint32_t number, const int *fds, unsigned count)
{
    struct emu_link_packet packet = {EMU_LINK_MAGIC, word, number, 0};
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(2 * sizeof(int))];
    } control;
    struct iovec part = {&packet, sizeof packet};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(header), fds, count * sizeof(int));
    }
    (void)!sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static int peer_of(int fd, const struct emu_link_packet *packet)
{
    struct ucred peer = {0, 0, 0};
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid > 0 ? peer.pid : packet->pid;
}

static void attach(int fd, const struct emu_link_packet *packet)
{
    struct seat *seat = take_seat(peer_of(fd, packet), packet->pid);
    int fds[2] = {server.board_memory, seat != NULL ? seat->memory : -1};
    answer(fd, EMU_LINK_ATTACH, seat != NULL ? seat->tenant.number : 0, fds, seat != NULL ? 2 : 0);
}

static void converse(int fd, const struct emu_link_packet *packet)
{
    struct seat *seat = seat_of(packet->number);
    if (packet->magic != EMU_LINK_MAGIC) {
        return;
    }
    if (packet->word == EMU_LINK_ATTACH) {
        attach(fd, packet);
    } else if (packet->word == EMU_LINK_MAPPED && seat != NULL) {
        seal(seat->memory);
        server.board->seats[seat - seats] = seat->tenant.number;
        server.board->generation++;
        let_know();
        answer(fd, EMU_LINK_MAPPED, packet->number, NULL, 0);
    } else if (packet->word == EMU_LINK_FETCH) {
        bool listed = seat != NULL && server.board->seats[seat - seats] == packet->number;
        answer(fd, EMU_LINK_FETCH, listed ? packet->number : 0, listed ? &seat->memory : NULL, listed);
    }
}

static void hear(int fd)
{
    struct emu_link_packet packet;
    ssize_t got = recv(fd, &packet, sizeof packet, MSG_DONTWAIT);
    if (got == sizeof packet) {
        pthread_mutex_lock(&server.lock);
        converse(fd, &packet);
        pthread_mutex_unlock(&server.lock);
    } else if (got >= 0 || (errno != EAGAIN && errno != EINTR)) {
        close(fd);
    }
}

static void welcome(int listener)
{
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = PEER_EVENT + (uint64_t)fd};
    if (fd >= 0 && epoll_ctl(server.events, EPOLL_CTL_ADD, fd, &event) != 0) {
        close(fd);
    }
}

static void ended(struct seat *seat)
{
    pthread_mutex_lock(&server.lock);
    if (seat->pidfd >= 0) {
        leave(seat);
        let_know();
    }
    pthread_mutex_unlock(&server.lock);
}

/* --- the beginning and the end --- */

static int listen_in(const char *folder)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int place = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (place < 0) {
        fail(folder);
    }
    unlinkat(place, EMU_LINK_NAME, 0); /* of one that was killed */
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/" EMU_LINK_NAME, place);
    mode_t mask = umask(0); /* a box may map its user to another one */
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 128) != 0) {
        fail("bind");
    }
    umask(mask);
    server.folder = place;
    return listener;
}

/* Under the lock that clients start a device process under: who comes now finds nobody, and starts another. */
static void retire(int listener)
{
    struct pollfd comes = {.fd = listener, .events = POLLIN};
    pthread_mutex_lock(&server.lock);
    bool idle = deserted();
    pthread_mutex_unlock(&server.lock);
    if (!idle || flock(server.folder, LOCK_EX | LOCK_NB) != 0) {
        return;
    }
    if (poll(&comes, 1, 0) == 0) {
        unlinkat(server.folder, EMU_LINK_NAME, 0);
        exit(0);
    }
    flock(server.folder, LOCK_UN);
}

static void finish(void)
{
    pthread_mutex_lock(&server.lock);
    for (int i = 0; i < EMU_MAX_SEATS; i++) {
        if (seats[i].tenant.region != NULL) {
            journal(&seats[i].tenant);
        }
    }
    exit(0);
}

static void handle(uint64_t what, int listener)
{
    if (what == LISTENER_EVENT) {
        welcome(listener);
    } else if (what == INPUT_EVENT) {
        char ignored[64];
        if (read(STDIN_FILENO, ignored, sizeof ignored) <= 0) {
            finish();
        }
    } else if (what >= SEAT_EVENT) {
        ended(&seats[(what - SEAT_EVENT) % EMU_MAX_SEATS]);
    } else {
        hear((int)(what - PEER_EVENT));
    }
}

static void attend(int listener)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = LISTENER_EVENT}, happened;
    epoll_ctl(server.events, EPOLL_CTL_ADD, listener, &event);
    event.data.u64 = INPUT_EVENT;
    if (server.stays && epoll_ctl(server.events, EPOLL_CTL_ADD, STDIN_FILENO, &event) != 0) {
        fail("standard input: neither a pipe nor a terminal");
    }
    for (;;) {
        int count = epoll_wait(server.events, &happened, 1, server.stays ? -1 : LINGER_MS);
        if (count > 0) {
            handle(happened.data.u64, listener);
        } else if (count == 0) {
            retire(listener);
        }
    }
}

/* Everybody waits for us, and we do little: on a busy machine that costs more than the work, unless we come first. Where
   the kernel groups processes by session, it is the group that competes. Without the privilege all stays as it is. */
static void go_first(void)
{
    static const char group_nice[] = "-19";
    setsid();
    setpriority(PRIO_PROCESS, 0, FIRST_NICE);
    int fd = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)!write(fd, group_nice, sizeof group_nice - 1);
        close(fd);
    }
}

/* Nothing of who started us is kept open. */
static void go_to_background(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (fork() != 0) {
        _exit(0);
    }
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        dup2(nothing, fd);
    }
    close(nothing);
}

int main(int argc, char **argv)
{
    void *board;
    pthread_t thread;
    server.stays = argc == 3 && strcmp(argv[1], "--until-eof") == 0;
    if (argc != 2 + server.stays) {
        fprintf(stderr, "usage: accelemu-device [--until-eof] FOLDER\n");
        return 2;
    }
    syscall(SYS_close_range, 3U, ~0U, 0U);
    prctl(PR_SET_DUMPABLE, 0); /* nobody traces us */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    int listener = listen_in(argv[argc - 1]);
    if (!server.stays) {
        go_to_background();
    }
    go_first();
    (void)!chdir("/");
    server.board_memory = make_memory("accelemu-board", sizeof(struct emu_board), &board);
    server.events = epoll_create1(EPOLL_CLOEXEC);
    if (server.board_memory < 0 || server.events < 0) {
        fail("memory");
    }
    server.board = board;
    seal(server.board_memory);
    new_run();
    if (pthread_create(&thread, NULL, serve_clients, NULL) != 0) {
        fail("thread");
    }
    if (server.stays) {
        printf("ready\n");
        fflush(stdout);
    }
    attend(listener);
}
