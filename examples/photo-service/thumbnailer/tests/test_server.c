/* Runs the server in a child process and talks to it over a socket in a fresh directory. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "net.h"
#include "png_reader.h"
#include "server.h"

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static int serve(const char *address)
{
    struct thumbnailer thumbnailer;
    int status;

    signal(SIGTERM, on_signal);
    if (thumbnailer_open(&thumbnailer, DEFAULT_LEVEL))
        return 1;
    status = server_run(address, &thumbnailer, &stop);
    thumbnailer_close(&thumbnailer);
    return status ? 1 : 0;
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

static void ask(struct net_peer *peer, const char *request, char answer[NET_LINE_BYTES])
{
    CHECK(net_write_all(peer->fd, request, strlen(request)) == 0);
    CHECK(net_read_line(peer, answer) > 0);
}

static void fetch_thumbnail(struct net_peer *peer, struct frame *frame)
{
    char answer[NET_LINE_BYTES];
    unsigned char *png;
    size_t size;

    ask(peer, "encode 80x60 5\n", answer);
    CHECK(sscanf(answer, "ok %zu", &size) == 1 && size > 0);
    png = malloc(size);
    CHECK(png && net_read_exact(peer, png, size) == 0);
    CHECK(png_read_frame(png, size, frame) == NULL);
    free(png);
}

static void test_pictures_arrive_whole(const char *address)
{
    struct thumbnailer local;
    struct net_peer first, second;
    struct frame frame;
    const struct frame *expected;

    dial(&first, address);
    dial(&second, address);
    CHECK(thumbnailer_open(&local, DEFAULT_LEVEL) == 0);
    expected = thumbnail_make(&local, 5, 80, 60);
    for (int i = 0; i < 4; i++) {
        fetch_thumbnail(i % 2 ? &first : &second, &frame);
        CHECK(memcmp(frame.pixels, expected->pixels, 80 * 60 * 3) == 0);
        frame_free(&frame);
    }
    thumbnailer_close(&local);
    close(first.fd);
    close(second.fd);
}

static void test_bad_requests_get_an_answer(const char *address)
{
    static const char *const bad[] = { "encode\n", "encode 80x60\n", "encode 0x60 1\n", "encode 99999x9 1\n",
                                       "encode 80x60 1 2\n", "\n", "nonsense\n" };
    char answer[NET_LINE_BYTES];
    struct net_peer peer;

    dial(&peer, address);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ask(&peer, bad[i], answer);
        CHECK(strncmp(answer, "error ", 6) == 0);
    }
    ask(&peer, "ping\n", answer);
    CHECK(strcmp(answer, "ok 0") == 0);
    close(peer.fd);
}

int main(void)
{
    char directory[] = "/tmp/thumbnailer-XXXXXX", address[64];
    int status;
    pid_t child;

    CHECK(mkdtemp(directory));
    snprintf(address, sizeof address, "unix:%s/socket", directory);
    child = fork();
    CHECK(child >= 0);
    if (child == 0)
        exit(serve(address));
    test_pictures_arrive_whole(address);
    test_bad_requests_get_an_answer(address);
    CHECK(kill(child, SIGTERM) == 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(rmdir(directory) == 0);
    puts("server: ok");
    return 0;
}
