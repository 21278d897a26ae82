/* fastsink: an SMTP server on loopback that takes letters as fast as the kernel hands them over and keeps nothing.
 *
 *   cc -O2 -o fastsink fastsink.c
 *   fastsink -c COUNTERS [-p PORT] [-l JOURNAL] [-w DELAY_MS] [-d DUMPDIR -e EVERY]
 *
 * It prints "port N" once it listens (PORT 0 or none: a free one). A letter counts only when its data ended with
 * CR LF . CR LF; its recipients then go to JOURNAL, one per line, written before the 250 leaves. DELAY_MS holds back every
 * reply, as a relay further away would. About one letter in EVERY is written to DUMPDIR, as received (dot-stuffed), with
 * two lines before it: Return-Path and Delivered-To, from the envelope.
 * A recipient whose local part starts with "bounce" is refused with 550, with "defer" 451.
 *
 * COUNTERS is mapped: uint64 letters, bytes, sessions, refused recipients, data cut off halfway, data sent before 354.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define READ_BUFFER (512 * 1024)
#define MAX_FD 4096
#define MAX_RCPT 64
#define MAX_ADDRESS 320

enum { LETTERS, BYTES, SESSIONS, REFUSED, CUT, EARLY };

struct conn {
    int fd, in_data, rcpts, closing, sampled;
    size_t len, out_len, dump_len, dump_cap;
    char *buf, *dump;
    char out[16384];                      /* replies collected in this round */
    char sender[MAX_ADDRESS], rcpt[MAX_RCPT][MAX_ADDRESS];
};
struct delayed {
    double due;
    int fd;
    uint32_t generation;
    size_t n;
    char *bytes;
    struct delayed *next;
};

static struct conn *conns[MAX_FD];
static uint32_t generations[MAX_FD];      /* so that a delayed reply never reaches the next user of the same fd */
static struct delayed *first_delayed, *last_delayed;
static volatile uint64_t *count;
static int journal = -1;
static double delay;
static const char *dump_dir;
static unsigned every = 1, dice = 1, dumped;
static volatile sig_atomic_t stop;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void on_signal(int s) {
    (void)s;
    stop = 1;
}

static void write_all(int fd, const char *p, size_t n) {
    while (n) {
        ssize_t k = write(fd, p, n);
        if (k <= 0) {
            if (errno == EINTR || errno == EAGAIN) continue;
            return;
        }
        p += k;
        n -= k;
    }
}

static void say(struct conn *c, const char *reply) {
    size_t n = strlen(reply);
    if (c->out_len + n > sizeof c->out) return;
    memcpy(c->out + c->out_len, reply, n);
    c->out_len += n;
}

/* Send the replies of this round, now or when their delay is over. */
static void answer(struct conn *c) {
    if (!c->out_len) return;
    if (delay <= 0) {
        write_all(c->fd, c->out, c->out_len);
    } else {
        struct delayed *d = malloc(sizeof *d);
        *d = (struct delayed){now() + delay, c->fd, generations[c->fd], c->out_len, malloc(c->out_len), NULL};
        memcpy(d->bytes, c->out, c->out_len);
        if (last_delayed) last_delayed->next = d; else first_delayed = d;
        last_delayed = d;
    }
    c->out_len = 0;
}

/* Find "\r\n.\r\n": the offset of its first byte, or -1. */
static ssize_t end_of_data(const char *b, size_t n) {
    if (n < 5) return -1;
    size_t i = 0;
#ifdef __SSE2__
    const __m128i newline = _mm_set1_epi8('\n'), dot = _mm_set1_epi8('.');
    for (; i + 21 <= n; i += 16) {        /* looks for "\n." at i+1 .. i+17, then at the three bytes around it */
        __m128i here = _mm_loadu_si128((const __m128i *)(b + i + 1));
        __m128i next = _mm_loadu_si128((const __m128i *)(b + i + 2));
        unsigned hits = _mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(here, newline), _mm_cmpeq_epi8(next, dot)));
        for (; hits; hits &= hits - 1) {
            size_t k = i + __builtin_ctz(hits);
            if (b[k] == '\r' && b[k + 3] == '\r' && b[k + 4] == '\n') return k;
        }
    }
#endif
    char *p = memmem(b + i, n - i, "\r\n.\r\n", 5);
    return p ? p - b : -1;
}

static void keep(struct conn *c, const char *p, size_t n) {
    if (!c->sampled) return;
    if (c->dump_len + n > c->dump_cap) {
        c->dump_cap = (c->dump_len + n) * 2;
        c->dump = realloc(c->dump, c->dump_cap);
    }
    memcpy(c->dump + c->dump_len, p, n);
    c->dump_len += n;
}

static void write_sample(struct conn *c) {
    char path[512];
    snprintf(path, sizeof path, "%s/%08u.eml", dump_dir, dumped++);
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    if (fd < 0) return;
    dprintf(fd, "Return-Path: <%s>\r\nDelivered-To: %s\r\n", c->sender, c->rcpt[0]);
    write_all(fd, c->dump + 2, c->dump_len - 2);      /* the first CR LF is the end of the DATA line */
    close(fd);
}

/* A letter arrived whole: write down who it was for, then say so. */
static void take_letter(struct conn *c) {
    if (journal >= 0) {
        static char lines[MAX_RCPT * (MAX_ADDRESS + 1)];
        size_t n = 0;
        for (int i = 0; i < c->rcpts; i++) n += sprintf(lines + n, "%s\n", c->rcpt[i]);
        write_all(journal, lines, n);
    }
    if (c->sampled) write_sample(c);
    c->dump_len = c->sampled = c->rcpts = c->in_data = 0;
    count[LETTERS]++;
    say(c, "250 2.0.0 Ok\r\n");
}

/* Copy the address between < and > of a command; return 0 when there is none. */
static int address(const char *line, size_t n, char *into) {
    const char *open = memchr(line, '<', n), *close = open ? memchr(open, '>', n - (open - line)) : NULL;
    if (!close || close - open > MAX_ADDRESS) return 0;
    memcpy(into, open + 1, close - open - 1);
    into[close - open - 1] = 0;
    return 1;
}

static void on_rcpt(struct conn *c, const char *line, size_t n) {
    char *into = c->rcpt[c->rcpts < MAX_RCPT ? c->rcpts : MAX_RCPT - 1];
    if (c->rcpts >= MAX_RCPT) { say(c, "452 4.5.3 Too many\r\n"); return; }
    if (!address(line, n, into)) { say(c, "501 5.1.3 Bad address\r\n"); return; }
    if (!strncasecmp(into, "bounce", 6)) { count[REFUSED]++; say(c, "550 5.1.1 No such user\r\n"); return; }
    if (!strncasecmp(into, "defer", 5)) { count[REFUSED]++; say(c, "451 4.7.1 Try later\r\n"); return; }
    c->rcpts++;
    say(c, "250 2.1.5 Ok\r\n");
}

static void on_command(struct conn *c, const char *line, size_t n) {
    if (!strncasecmp(line, "EHLO", 4))
        say(c, "250-fastsink\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n");
    else if (!strncasecmp(line, "HELO", 4)) say(c, "250 fastsink\r\n");
    else if (!strncasecmp(line, "MAIL", 4)) {
        c->rcpts = 0;
        say(c, address(line, n, c->sender) ? "250 2.1.0 Ok\r\n" : "501 5.1.7 Bad address\r\n");
    }
    else if (!strncasecmp(line, "RCPT", 4)) on_rcpt(c, line, n);
    else if (!strncasecmp(line, "RSET", 4)) { c->rcpts = 0; say(c, "250 2.0.0 Ok\r\n"); }
    else if (!strncasecmp(line, "NOOP", 4)) say(c, "250 2.0.0 Ok\r\n");
    else if (!strncasecmp(line, "QUIT", 4)) { say(c, "221 2.0.0 Bye\r\n"); c->closing = 1; }
    else if (strncasecmp(line, "DATA", 4)) say(c, "500 5.5.2 Unknown command\r\n");
    else if (!c->rcpts) say(c, "554 5.5.1 No valid recipients\r\n");
    else {
        say(c, "354 Go\r\n");
        c->in_data = 1;
        c->sampled = dump_dir && rand_r(&dice) % every == 0;
    }
}

/* Work through what was read so far; return whether the session is over. */
static int work(struct conn *c) {
    size_t pos = 0;
    while (!c->closing) {
        char *b = c->buf + pos;
        size_t n = c->len - pos;
        if (c->in_data) {
            ssize_t end = end_of_data(b, n);
            if (end < 0) {
                if (n > 4) { keep(c, b, n - 4); count[BYTES] += n - 4; pos = c->len - 4; }
                break;
            }
            keep(c, b, end + 2);
            count[BYTES] += end + 5;
            pos += end + 5;
            take_letter(c);
            continue;
        }
        char *newline = memchr(b, '\n', n);
        if (!newline) break;
        size_t line = newline - b + 1;
        pos += line;
        on_command(c, b, line);
        if (c->in_data) {
            if (n > line) count[EARLY]++;             /* RFC 2920: DATA ends a group, the client waits for 354 */
            pos -= 2;                                 /* keep CR LF, so that an empty letter ends too */
            count[BYTES] -= 2;
        }
    }
    if (pos) { memmove(c->buf, c->buf + pos, c->len - pos); c->len -= pos; }
    return c->closing;
}

static void drop(int ep, struct conn *c) {
    if (c->in_data) count[CUT]++;
    epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL);
    generations[c->fd]++;
    conns[c->fd] = NULL;
    close(c->fd);
    free(c->buf);
    free(c->dump);
    free(c);
}

static void greet_all(int ep, int listener) {
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MAX_FD) { close(fd); continue; }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct conn *c = calloc(1, sizeof *c);
        c->fd = fd;
        c->buf = malloc(READ_BUFFER);
        conns[fd] = c;
        count[SESSIONS]++;
        struct epoll_event ev = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
        say(c, "220 fastsink ESMTP\r\n");
        answer(c);
    }
}

static void on_readable(int ep, struct conn *c) {
    if (c->len == READ_BUFFER) { drop(ep, c); return; }          /* a command line of half a megabyte */
    ssize_t k = read(c->fd, c->buf + c->len, READ_BUFFER - c->len);
    if (k < 0 && errno == EAGAIN) return;
    if (k <= 0) { drop(ep, c); return; }
    c->len += k;
    int over = work(c);
    answer(c);
    if (over && delay <= 0) drop(ep, c);
}

static void answer_delayed(int ep) {
    double t = first_delayed ? now() : 0;
    while (first_delayed && first_delayed->due <= t) {
        struct delayed *d = first_delayed;
        first_delayed = d->next;
        if (!first_delayed) last_delayed = NULL;
        if (generations[d->fd] == d->generation) {
            write_all(d->fd, d->bytes, d->n);
            if (conns[d->fd] && conns[d->fd]->closing) drop(ep, conns[d->fd]);
        }
        free(d->bytes);
        free(d);
    }
}

static int listen_on(int port) {
    int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    if (bind(s, (void *)&a, n) || listen(s, 1024) || getsockname(s, (void *)&a, &n)) { perror("listen"); exit(1); }
    printf("port %d\n", ntohs(a.sin_port));
    fflush(stdout);
    return s;
}

static void map_counters(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || ftruncate(fd, 4096)) { perror(path); exit(1); }
    count = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (count == MAP_FAILED) { perror(path); exit(1); }
}

static void serve(int listener) {
    int ep = epoll_create1(0);
    struct epoll_event ev = {.events = EPOLLIN, .data.fd = listener}, evs[256];
    epoll_ctl(ep, EPOLL_CTL_ADD, listener, &ev);
    while (!stop) {
        int wait_ms = 200;
        if (first_delayed) {
            double ms = (first_delayed->due - now()) * 1000;
            wait_ms = ms <= 0 ? 0 : ms > 200 ? 200 : (int)ms + 1;
        }
        int n = epoll_wait(ep, evs, 256, wait_ms);
        for (int i = 0; i < n; i++) {
            int fd = evs[i].data.fd;
            if (fd == listener) greet_all(ep, listener);
            else if (conns[fd]) on_readable(ep, conns[fd]);
        }
        answer_delayed(ep);
    }
}

int main(int argc, char **argv) {
    int o, port = 0;
    const char *counters = NULL, *log = NULL;
    while ((o = getopt(argc, argv, "p:c:l:w:d:e:")) != -1) switch (o) {
        case 'p': port = atoi(optarg); break;
        case 'c': counters = optarg; break;
        case 'l': log = optarg; break;
        case 'w': delay = atof(optarg) / 1000; break;
        case 'd': dump_dir = optarg; break;
        case 'e': every = atoi(optarg) > 0 ? atoi(optarg) : 1; break;
        default: return 2;
    }
    if (!counters) { fprintf(stderr, "usage: fastsink -c counters [-p port] [-l journal] [-w ms] [-d dir -e n]\n"); return 2; }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    dice = (unsigned)time(NULL) ^ (unsigned)getpid();
    map_counters(counters);
    if (log && (journal = open(log, O_CREAT | O_WRONLY | O_TRUNC | O_APPEND, 0644)) < 0) { perror(log); return 1; }
    serve(listen_on(port));
    return 0;
}
