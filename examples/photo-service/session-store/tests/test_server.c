/* Runs the server in a child process and talks to it over a socket; a second child stands in for the thumbnailer. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "net.h"
#include "server.h"
#include "synthetic.h"

enum { PICTURE_BYTES = 3000 };

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

/* Answers every request of the thumbnailer's protocol with the same bytes. */
static int stand_in(void *context, struct net_peer *peer, const char *line)
{
    char picture[PICTURE_BYTES], answer[NET_LINE_BYTES];

    (void)context;
    if (strcmp(line, "encode 320x240 7") != 0)
        return net_write_all(peer->fd, "error no\n", 9);
    memset(picture, 'p', sizeof picture);
    snprintf(answer, sizeof answer, "ok %d\n", PICTURE_BYTES);
    if (net_write_all(peer->fd, answer, strlen(answer)))
        return -1;
    return net_write_all(peer->fd, picture, sizeof picture);
}

static void dial(struct net_peer *peer, const char *address)
{
    *peer = (struct net_peer){ .fd = -1 };
    for (int tries = 0; peer->fd < 0 && tries < 500; tries++) {
        peer->fd = net_connect(address);
        if (peer->fd < 0)
            usleep(10000);
    }
    CHECK(peer->fd >= 0);
}

static int serve(const char *address, const char *thumbnailer, const char *directory)
{
    struct net_peer probe;
    struct client client;
    struct store store;
    struct server server = { .store = &store, .thumbnailer = &client, .directory = directory };
    int status;

    dial(&probe, thumbnailer);
    close(probe.fd);
    if (client_open(&client, thumbnailer) || store_open(&store, NULL))
        return 1;
    status = server_run(address, &server, &stop);
    store_close(&store);
    client_close(&client);
    return status ? 1 : 0;
}

static void ask(struct net_peer *peer, const char *request, char answer[NET_LINE_BYTES])
{
    CHECK(net_write_all(peer->fd, request, strlen(request)) == 0);
    CHECK(net_read_line(peer, answer) > 0);
}

static void expect(struct net_peer *peer, const char *request, const char *expected)
{
    char answer[NET_LINE_BYTES];

    ask(peer, request, answer);
    if (strncmp(answer, expected, strlen(expected)) != 0)
        fprintf(stderr, "%s answered: %s\n", request, answer);
    CHECK(strncmp(answer, expected, strlen(expected)) == 0);
}

static void test_values_come_back(struct net_peer *peer)
{
    static uint8_t value[RECORD_MAX_BYTES], back[RECORD_MAX_BYTES];
    static const size_t sizes[] = { 1, 700, 65536, RECORD_MAX_BYTES };
    char request[NET_LINE_BYTES], answer[NET_LINE_BYTES];
    struct synthetic synthetic;

    CHECK(synthetic_open(&synthetic, 2) == 0);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        synthetic_session(&synthetic, value, sizes[i]);
        snprintf(request, sizeof request, "put user:%zu %zu\n", i, sizes[i]);
        CHECK(net_write_all(peer->fd, request, strlen(request)) == 0);
        CHECK(net_write_all(peer->fd, value, sizes[i]) == 0);
        CHECK(net_read_line(peer, answer) > 0 && strcmp(answer, "ok 0") == 0);
        snprintf(request, sizeof request, "get user:%zu\n", i);
        ask(peer, request, answer);
        CHECK(strncmp(answer, "ok ", 3) == 0 && (size_t)atoi(answer + 3) == sizes[i]);
        CHECK(net_read_exact(peer, back, sizes[i]) == 0 && memcmp(back, value, sizes[i]) == 0);
    }
    synthetic_close(&synthetic);
}

static void test_preview_comes_from_the_thumbnailer(struct net_peer *peer)
{
    char picture[PICTURE_BYTES], expected[PICTURE_BYTES];

    memset(expected, 'p', sizeof expected);
    expect(peer, "preview me 7\n", "ok 0");
    expect(peer, "get me\n", "ok 3000");
    CHECK(net_read_exact(peer, picture, sizeof picture) == 0 && memcmp(picture, expected, sizeof picture) == 0);
    expect(peer, "preview me 8\n", "error thumbnailer refuses");
}

static void test_bad_requests_get_an_answer(struct net_peer *peer)
{
    expect(peer, "get nobody\n", "error no such key");
    expect(peer, "nonsense\n", "error unknown request");
    expect(peer, "snapshot 99\n", "error expected");
    expect(peer, "snapshot x\n", "error expected");
    expect(peer, "put a 0\n", "error expected");
}

static void finish(pid_t child)
{
    int status;

    CHECK(kill(child, SIGTERM) == 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
    char directory[] = "/tmp/session-store-XXXXXX", address[64], thumbnailer[64], path[128];
    struct net_peer peer;
    pid_t picture_child, store_child;

    signal(SIGTERM, on_signal);
    CHECK(mkdtemp(directory));
    snprintf(address, sizeof address, "unix:%s/store", directory);
    snprintf(thumbnailer, sizeof thumbnailer, "unix:%s/thumbnailer", directory);
    picture_child = fork();
    if (picture_child == 0)
        exit(net_serve(net_listen(thumbnailer), &stop, stand_in, NULL) ? 1 : 0);
    store_child = fork();
    if (store_child == 0)
        exit(serve(address, thumbnailer, directory));
    CHECK(picture_child > 0 && store_child > 0);
    dial(&peer, address);
    test_values_come_back(&peer);
    test_preview_comes_from_the_thumbnailer(&peer);
    expect(&peer, "snapshot 0\n", "ok 0");
    test_bad_requests_get_an_answer(&peer);
    close(peer.fd);
    finish(store_child);
    finish(picture_child);
    snprintf(path, sizeof path, "%s/segment-00.archive", directory);
    CHECK(unlink(path) == 0 && unlink(thumbnailer + 5) == 0 && rmdir(directory) == 0);
    puts("server: ok");
    return 0;
}
