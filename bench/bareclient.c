/* bareclient: the fastest sender there can be on one core: it renders nothing, looks nothing up and writes nothing down.
 *
 *   cc -O2 -o bareclient bareclient.c
 *   bareclient PORT CONNECTIONS LETTERS FILE
 *
 * Sends the ready-made bytes of FILE (CR LF line ends, dot-stuffed, ending with CR LF . CR LF) LETTERS times over a few
 * pipelined connections: the end of letter n travels with MAIL, RCPT and DATA of letter n+1 in one write (RFC 2920).
 * Checks the code of every reply. Prints: letters, seconds, CPU seconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Replies a connection waits for, in order: [250 of the body,] 250 MAIL, 250 RCPT, 354 DATA. */
struct conn {
    int fd, expects_body, expects_envelope, got;
    char line[512];
    size_t line_len, pending_len, pending_off;
    char *pending;                        /* what the socket did not take at once */
};

static const char envelope[] = "MAIL FROM:<news@example.org> BODY=8BITMIME\r\nRCPT TO:<reader@example.org>\r\nDATA\r\n";
static char *letter;
static size_t letter_len;
static long todo, done;
static int ep, alive;

static void fail(const char *why) {
    fprintf(stderr, "bareclient: %s\n", why);
    exit(1);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void watch(struct conn *c, int op, unsigned events) {
    struct epoll_event e = {.events = events, .data.ptr = c};
    epoll_ctl(ep, op, c->fd, &e);
}

static void send_group(struct conn *c, int with_body, int with_envelope) {
    struct iovec v[2];
    int n = 0;
    size_t total = 0;
    c->expects_body = with_body;
    c->expects_envelope = with_envelope;
    c->got = 0;
    if (with_body) { v[n++] = (struct iovec){letter, letter_len}; total += letter_len; }
    if (with_envelope) { v[n++] = (struct iovec){(void *)envelope, sizeof envelope - 1}; total += sizeof envelope - 1; }
    ssize_t k = writev(c->fd, v, n);
    if (k < 0 && errno != EAGAIN) fail("write");
    if (k < 0) k = 0;
    if ((size_t)k == total) return;
    c->pending = malloc(total);
    c->pending_len = total;
    c->pending_off = k;
    for (size_t i = 0, o = 0; i < (size_t)n; o += v[i++].iov_len) memcpy(c->pending + o, v[i].iov_base, v[i].iov_len);
    watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static void send_rest(struct conn *c) {
    ssize_t k = write(c->fd, c->pending + c->pending_off, c->pending_len - c->pending_off);
    if (k < 0 && errno != EAGAIN) fail("write");
    if (k > 0) c->pending_off += k;
    if (c->pending_off < c->pending_len) return;
    free(c->pending);
    c->pending = NULL;
    watch(c, EPOLL_CTL_MOD, EPOLLIN);
}

/* One reply line: check its code; when it was the last of its group, send the next group. */
static void on_reply(struct conn *c, const char *line) {
    int wanted = c->expects_body + 3 * c->expects_envelope, is_last = ++c->got == wanted;
    const char *code = is_last && c->expects_envelope ? "354" : "250";
    if (strncmp(line, code, 3)) fail(line);
    if (c->got == 1 && c->expects_body) done++;
    if (!is_last) return;
    if (!c->expects_envelope) { alive--; return; }    /* the last body of this connection was taken */
    int more = todo > 0;
    todo -= more;
    send_group(c, 1, more);
}

static void on_readable(struct conn *c) {
    ssize_t k = read(c->fd, c->line + c->line_len, sizeof c->line - c->line_len - 1);
    if (k < 0 && errno == EAGAIN) return;
    if (k <= 0) fail("the server hung up");
    c->line_len += k;
    c->line[c->line_len] = 0;
    char *start = c->line, *newline;
    for (; (newline = strchr(start, '\n')); start = newline + 1) { *newline = 0; on_reply(c, start); }
    c->line_len -= start - c->line;
    memmove(c->line, start, c->line_len);
}

static void dial(int port) {
    struct conn *c = calloc(1, sizeof *c);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char b[4096];
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c->fd, (void *)&a, sizeof a)) fail("connect");
    if (read(c->fd, b, sizeof b) <= 0 || write(c->fd, "EHLO bench\r\n", 12) < 0 || read(c->fd, b, sizeof b) <= 0) fail("greeting");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    watch(c, EPOLL_CTL_ADD, EPOLLIN);
    if (todo <= 0) return;
    todo--;
    alive++;
    send_group(c, 0, 1);
}

static void read_letter(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) fail(path);
    letter = malloc(1 << 22);
    letter_len = fread(letter, 1, 1 << 22, f);
    fclose(f);
    if (letter_len < 5 || memcmp(letter + letter_len - 5, "\r\n.\r\n", 5)) fail("FILE does not end with CR LF . CR LF");
}

int main(int argc, char **argv) {
    if (argc < 5) fail("usage: bareclient PORT CONNECTIONS LETTERS FILE");
    todo = atol(argv[3]);
    read_letter(argv[4]);
    ep = epoll_create1(0);
    double start = now();
    for (int i = 0; i < atoi(argv[2]); i++) dial(atoi(argv[1]));
    while (alive > 0) {
        struct epoll_event evs[256];
        int n = epoll_wait(ep, evs, 256, 5000);
        if (n <= 0) fail("no answer for five seconds");
        for (int i = 0; i < n; i++) {
            struct conn *c = evs[i].data.ptr;
            if (evs[i].events & EPOLLOUT && c->pending) send_rest(c);
            if (evs[i].events & ~EPOLLOUT) on_readable(c);
        }
    }
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    double cpu = r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
    printf("%ld %.4f %.4f\n", done, now() - start, cpu);
    return 0;
}
