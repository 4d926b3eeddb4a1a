/* ipc MODE KIND [CLIENTS [REQUESTS]]: processes that talk over KIND: unix, tcp, pair (of sockets), pipe.
   start    a client retries to connect, with sleeps, while the server process is still starting
   request  each request takes the server 2 ms of CPU; every client prints its least and its mean latency in ns,
            of requests made while all clients run: they begin together and go on until the last has its figures
   stream   a producer and a consumer take 1 ms each per item; prints the consumer's virtual ns from fork to end
   idle     a poll with a time-out of 30 ms elapses in both processes of a connection */
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

#define MS 1000000ULL

static struct sockaddr_storage address;
static socklen_t address_size;
static char directory[] = "/tmp/emulated-ipc-XXXXXX";
static char path[64];
static int tcp;
static struct {
    _Atomic int connected, measured;
} *together; /* shared by the clients; carries no virtual time */

/* CPU that the program uses, as the emulator's libraries charge it for a driver. */
static void compute(unsigned long long ns)
{
    void (*enter)(void), (*leave)(void), (*charge)(unsigned long);
    *(void **)&enter = dlsym(RTLD_DEFAULT, "emu_enter");
    *(void **)&leave = dlsym(RTLD_DEFAULT, "emu_leave");
    *(void **)&charge = dlsym(RTLD_DEFAULT, "emu_charge");
    CHECK(enter != NULL && leave != NULL && charge != NULL);
    enter();
    charge(ns);
    leave();
}

static int bound(void)
{
    if (!tcp) {
        struct sockaddr_un *local = (struct sockaddr_un *)&address;
        CHECK(mkdtemp(directory) != NULL);
        snprintf(path, sizeof path, "%s/socket", directory);
        local->sun_family = AF_UNIX;
        strcpy(local->sun_path, path);
        address_size = sizeof *local;
        return -1; /* bound by the server, so that clients come too early */
    }
    struct sockaddr_in *local = (struct sockaddr_in *)&address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    local->sin_family = AF_INET;
    local->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address_size = sizeof *local;
    CHECK(bind(fd, (struct sockaddr *)local, address_size) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)local, &address_size) == 0);
    return fd;
}

static int listening(int fd)
{
    if (fd < 0) {
        fd = socket(AF_UNIX, SOCK_STREAM, 0);
        CHECK(bind(fd, (struct sockaddr *)&address, address_size) == 0);
    }
    CHECK(listen(fd, 16) == 0);
    return fd;
}

static int dial(void)
{
    for (int tries = 0; tries < 500; tries++) {
        int fd = socket(address.ss_family, SOCK_STREAM, 0);
        if (connect(fd, (struct sockaddr *)&address, address_size) == 0) {
            return fd;
        }
        close(fd);
        usleep(10000);
    }
    CHECK(!"the server never came up");
    return -1;
}

static void answer(int in, int out, unsigned long long work_ns, int *open)
{
    char byte;
    ssize_t got = read(in, &byte, 1);
    *open = got == 1;
    if (got == 1) {
        compute(work_ns);
        CHECK(write(out, &byte, 1) == 1);
    }
}

static int serve(int fd, int clients, unsigned long long work_ns)
{
    struct pollfd polls[16] = {{.fd = fd, .events = POLLIN}};
    int count = 1, left = clients;
    while (left > 0) {
        CHECK(poll(polls, (nfds_t)count, 200) >= 0 || errno == EINTR);
        if (polls[0].revents) {
            polls[count] = (struct pollfd){.fd = accept(fd, NULL, NULL), .events = POLLIN};
            CHECK(polls[count++].fd >= 0);
        }
        for (int i = count - 1; i > 0; i--) {
            int open = 1;
            if (polls[i].revents) {
                answer(polls[i].fd, polls[i].fd, work_ns, &open);
            }
            if (!open) {
                close(polls[i].fd);
                polls[i] = polls[--count];
                left--;
            }
        }
    }
    return 0;
}

static void ask(int in, int out)
{
    char byte = 'x';
    CHECK(write(out, &byte, 1) == 1 && read(in, &byte, 1) == 1);
}

static void measure(int in, int out, int requests)
{
    unsigned long long least = ~0ULL, begin = now_ns();
    for (int i = 0; i < requests; i++) {
        unsigned long long before = now_ns();
        ask(in, out);
        unsigned long long took = now_ns() - before;
        least = took < least ? took : least;
    }
    printf("%llu %llu\n", least, (now_ns() - begin) / (unsigned long long)requests);
    fflush(stdout);
}

/* However late the machine lets a client start, the others ask on until it is there. */
static void measure_together(int peer, int clients, int requests)
{
    enum { SETTLING = 4 }; /* requests until all stand at the same virtual time */
    for (together->connected++; together->connected < clients;) {
        ask(peer, peer);
    }
    for (int i = 0; i < SETTLING && clients > 1; i++) {
        ask(peer, peer);
    }
    measure(peer, peer, requests);
    for (together->measured++; together->measured < clients;) {
        ask(peer, peer);
    }
}

static void clean_up(pid_t server)
{
    int status;
    CHECK(waitpid(server, &status, 0) == server && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    if (!tcp) {
        unlink(path);
        rmdir(directory);
    }
}

static void over_sockets(int clients, int requests, unsigned long long start_ns, unsigned long long work_ns)
{
    int fd = bound();
    together = mmap(NULL, sizeof *together, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(together != MAP_FAILED);
    pid_t server = fork(), others[16];
    CHECK(server >= 0);
    if (server == 0) {
        compute(start_ns);
        exit(serve(listening(fd), clients, work_ns));
    }
    close(fd);
    for (int i = 0; i < clients; i++) {
        others[i] = fork();
        if (others[i] == 0) {
            int peer = dial();
            measure_together(peer, clients, requests);
            close(peer);
            exit(0);
        }
    }
    for (int i = 0; i < clients; i++) {
        int status;
        CHECK(waitpid(others[i], &status, 0) == others[i] && status == 0);
    }
    clean_up(server);
}

static void over_pair(int pipes, int requests)
{
    int there[2], back[2];
    CHECK(pipes ? pipe(there) == 0 && pipe(back) == 0 : socketpair(AF_UNIX, SOCK_STREAM, 0, there) == 0);
    int server_in = there[0], server_out = pipes ? back[1] : there[0];
    int client_in = pipes ? back[0] : there[1], client_out = there[1];
    pid_t server = fork();
    if (server == 0) {
        close(client_out);
        for (int open = 1; open;) {
            answer(server_in, server_out, 2 * MS, &open);
        }
        exit(0);
    }
    measure(client_in, client_out, requests);
    close(client_out);
    tcp = 1; /* nothing to unlink */
    clean_up(server);
}

static void stream(int items)
{
    int line[2];
    char byte = 'x';
    unsigned long long begin = now_ns();
    CHECK(pipe(line) == 0);
    pid_t producer = fork();
    if (producer == 0) {
        close(line[0]);
        for (int i = 0; i < items; i++) {
            compute(MS);
            CHECK(write(line[1], &byte, 1) == 1);
        }
        exit(0);
    }
    close(line[1]);
    usleep(20000); /* the producer runs far ahead in real time */
    while (read(line[0], &byte, 1) == 1) {
        compute(MS);
    }
    printf("%llu\n", now_ns() - begin);
    waitpid(producer, NULL, 0);
}

static void idle(void)
{
    int ends[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    pid_t other = fork();
    struct pollfd wait = {.fd = ends[other == 0], .events = POLLIN};
    unsigned long long begin = now_ns();
    CHECK(poll(&wait, 1, 30) == 0);
    CHECK(now_ns() - begin >= 30 * MS && now_ns() - begin < 60 * MS);
    if (other == 0) {
        exit(0);
    }
    int status;
    CHECK(waitpid(other, &status, 0) == other && status == 0);
    puts("ok");
}

int main(int argc, char **argv)
{
    CHECK(argc > 2);
    int clients = argc > 3 ? atoi(argv[3]) : 1, requests = argc > 4 ? atoi(argv[4]) : 10;
    tcp = strcmp(argv[2], "tcp") == 0;
    int sockets = tcp || strcmp(argv[2], "unix") == 0;
    if (strcmp(argv[1], "start") == 0) {
        over_sockets(clients, requests, 50 * MS, 0);
    } else if (strcmp(argv[1], "request") == 0 && sockets) {
        over_sockets(clients, requests, 0, 2 * MS);
    } else if (strcmp(argv[1], "request") == 0) {
        over_pair(strcmp(argv[2], "pipe") == 0, requests);
    } else if (strcmp(argv[1], "stream") == 0) {
        stream(requests);
    } else {
        idle();
    }
    return 0;
}
