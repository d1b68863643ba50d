/* A disk that lies: what was written and not flushed is lost, or kept in part and in any order, when the power goes.
 *
 * Preloaded into a program, it watches the files of the folder in LYING_FOLDER. Every write is made at once, so that the
 * program sees it, and remembered with what it wrote over until the file is flushed. At the step that LYING_STEP counts,
 * or when the program ends, everything that was not flushed is taken back; then each of these writes is made again or not,
 * as LYING_SEED says. What was flushed is never touched. Names of files are not watched, only what is in them.
 * LYING_DEAF names the end of the names of files of which a flush does nothing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 64
#define FDS 1024

struct change {
    off_t at, before, after; /* where, and the sizes of the file */
    char *old, *new;         /* the bytes that were there, and those that came */
    size_t old_len, new_len;
    int file;
    struct change *earlier;
};

static char *names[FILES];
static int file_of[FDS]; /* one more than the index, 0 for none */
static struct change *last;
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static long steps;
static unsigned long long seed;

#define REAL(type, name, ...)                                   \
    static type (*real)(__VA_ARGS__);                           \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static ssize_t real_pwrite(int fd, const void *from, size_t len, off_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
    return real(fd, from, len, at);
}

static int real_truncate(int fd, off_t len) {
    REAL(int, "ftruncate64", int, off_t);
    return real(fd, len);
}

static int real_open(const char *path, int flags, mode_t mode) {
    REAL(int, "open64", const char *, int, ...);
    return real(path, flags, mode);
}

static int keeps(void) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (seed >> 40) & 1;
}

static void put(int fd, const char *bytes, size_t len, off_t at) {
    if (len && real_pwrite(fd, bytes, len, at) != (ssize_t)len) _exit(3);
}

/* Redoes the changes from the first on. */
static void redo(struct change *change, int *fds) {
    if (!change) return;
    redo(change->earlier, fds);
    if (!keeps()) return;
    put(fds[change->file], change->new, change->new_len, change->at);
    if (change->after < change->before && real_truncate(fds[change->file], change->after)) _exit(3);
}

static void power_cut(void) {
    int fds[FILES];
    for (int i = 0; i < FILES; i++) fds[i] = names[i] ? real_open(names[i], O_RDWR, 0) : -1;
    for (struct change *change = last; change; change = change->earlier) {
        int fd = fds[change->file];
        if (fd < 0) _exit(3);
        put(fd, change->old, change->old_len, change->at);
        if (real_truncate(fd, change->before)) _exit(3);
    }
    redo(last, fds);
    _exit(42);
}

static void step(void) {
    const char *until = getenv("LYING_STEP");
    if (until && ++steps == atol(until)) power_cut();
}

/* Watches a file that was opened, if it lies in the folder. Locks and shared memory die with the power. */
static int watch(int fd, const char *path) {
    const char *folder = getenv("LYING_FOLDER"), *end = strrchr(path, '.');
    if (fd < 0 || fd >= FDS) return fd;
    pthread_mutex_lock(&lock);
    file_of[fd] = 0;
    if (folder && !strncmp(path, folder, strlen(folder)) && !(end && !strcmp(end, ".lock")) &&
        !strstr(path, "-shm")) {
        int i = 0;
        while (i < FILES && names[i] && strcmp(names[i], path)) i++;
        if (i == FILES) _exit(3);
        if (!names[i]) names[i] = strdup(path);
        file_of[fd] = i + 1;
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

/* Remembers what a write or a truncation is about to change. */
static void remember(int fd, const void *from, size_t len, off_t at, int truncates) {
    struct stat is;
    struct change *change = calloc(1, sizeof *change);
    if (!change || fstat(fd, &is)) _exit(3);
    off_t end = truncates ? is.st_size : at + (off_t)len;
    if (end > is.st_size) end = is.st_size;
    change->file = file_of[fd] - 1;
    change->at = at;
    change->before = is.st_size;
    change->after = truncates ? at : (at + (off_t)len > is.st_size ? at + (off_t)len : is.st_size);
    change->old_len = end > at ? (size_t)(end - at) : 0;
    change->old = malloc(change->old_len + 1);
    if (!change->old) _exit(3);
    /* The file may be open for writing only. */
    int reader = real_open(names[change->file], O_RDONLY, 0);
    if (reader < 0 || pread(reader, change->old, change->old_len, at) != (ssize_t)change->old_len) _exit(3);
    close(reader);
    if (!truncates) {
        change->new = malloc(len + 1);
        if (!change->new) _exit(3);
        memcpy(change->new, from, len);
        change->new_len = len;
    }
    change->earlier = last;
    last = change;
}

static void flushed(int fd) {
    int file = file_of[fd] - 1;
    for (struct change **at = &last; *at;) {
        struct change *change = *at;
        if (change->file != file) {
            at = &change->earlier;
            continue;
        }
        *at = change->earlier;
        free(change->old);
        free(change->new);
        free(change);
    }
}

static int watched(int fd) { return fd >= 0 && fd < FDS && file_of[fd]; }

__attribute__((constructor)) static void begin(void) {
    const char *said = getenv("LYING_SEED");
    seed = said ? strtoull(said, NULL, 10) : 0;
}

__attribute__((destructor)) static void end(void) {
    if (getenv("LYING_STEP")) power_cut();
}

static mode_t mode_in(int flags, va_list rest) { return flags & O_CREAT ? va_arg(rest, mode_t) : 0; }

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_in(flags, rest);
    va_end(rest);
    return watch(real_open(path, flags, mode), path);
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_in(flags, rest);
    va_end(rest);
    return watch(real_open(path, flags, mode), path);
}

ssize_t pwrite64(int fd, const void *from, size_t len, off_t at) {
    if (!watched(fd)) return real_pwrite(fd, from, len, at);
    pthread_mutex_lock(&lock);
    step();
    remember(fd, from, len, at, 0);
    ssize_t done = real_pwrite(fd, from, len, at);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int fd, const void *from, size_t len, off_t at) { return pwrite64(fd, from, len, at); }

ssize_t write(int fd, const void *from, size_t len) {
    REAL(ssize_t, "write", int, const void *, size_t);
    if (!watched(fd)) return real(fd, from, len);
    pthread_mutex_lock(&lock);
    step();
    remember(fd, from, len, lseek(fd, 0, SEEK_CUR), 0);
    ssize_t done = real(fd, from, len);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate64(int fd, off_t len) {
    if (!watched(fd)) return real_truncate(fd, len);
    pthread_mutex_lock(&lock);
    step();
    remember(fd, NULL, 0, len, 1);
    int done = real_truncate(fd, len);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int fd, off_t len) { return ftruncate64(fd, len); }

static int deaf(const char *name) {
    const char *end = getenv("LYING_DEAF");
    size_t len = strlen(name), of_end = end ? strlen(end) : 0;
    return of_end && len >= of_end && !strcmp(name + len - of_end, end);
}

/* It is on the disk when the call returns, and not before. */
static int flush(int fd) {
    if (watched(fd)) {
        pthread_mutex_lock(&lock);
        step();
        if (!deaf(names[file_of[fd] - 1])) flushed(fd);
        pthread_mutex_unlock(&lock);
    }
    return 0;
}

int fsync(int fd) { return flush(fd); }

int fdatasync(int fd) { return flush(fd); }

int close(int fd) {
    REAL(int, "close", int);
    if (fd >= 0 && fd < FDS) file_of[fd] = 0;
    return real(fd);
}
