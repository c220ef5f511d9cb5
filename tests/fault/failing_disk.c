/* A disk that fails: preloaded into the program, it makes the n-th operation below a folder fail.
 *
 *   FAILING_DISK_FOLDER   operations on files below it count
 *   FAILING_DISK_WHO      supervisor, coordinator or worker: whose operations count (all workers count for themselves)
 *   FAILING_DISK_NTH      which operation of such a process fails, from 1 on; 0: none, they are only counted
 *   FAILING_DISK_ERRNO    what it says, e.g. 28 (ENOSPC); 0: a write writes half of its bytes and says so
 *   FAILING_DISK_FOREVER  when set, all later operations fail, too
 *   FAILING_DISK_TOLD     a file outside of the folder: a line for the operation that failed, or with FAILING_DISK_NTH=0
 *                         for each: process, operation, path
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long operations;

static const char* role(void) {
  const char* rank = getenv("OMPI_COMM_WORLD_RANK");
  return rank == NULL ? "supervisor" : strcmp(rank, "0") == 0 ? "coordinator" : "worker";
}

/* Of mpirun and shells nothing counts. */
static int is_ours(void) {
  static int known = -1;
  if (known < 0) {
    char program[4096];
    const ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    const char* who = getenv("FAILING_DISK_WHO");
    program[size < 0 ? 0 : size] = '\0';
    const char* name = strrchr(program, '/');
    known = name != NULL && strcmp(name, "/vitriflow") == 0 && who != NULL && strcmp(who, role()) == 0;
  }
  return known;
}

static int is_below(const char* path) {
  const char* folder = getenv("FAILING_DISK_FOLDER");
  const size_t size = folder == NULL ? 0 : strlen(folder);
  return size > 0 && strncmp(path, folder, size) == 0 && (path[size] == '/' || path[size] == '\0');
}

static void tell(const char* operation, const char* path) {
  const char* told = getenv("FAILING_DISK_TOLD");
  if (told == NULL) return;
  char line[5000];
  const int size = snprintf(line, sizeof line, "%d %s %s\n", (int)getpid(), operation, path);
  const int file = (int)syscall(SYS_openat, AT_FDCWD, told, O_WRONLY | O_CREAT | O_APPEND, 0666);
  if (file < 0) return;
  syscall(SYS_write, file, line, (size_t)size);
  syscall(SYS_close, file);
}

/* The error for this operation; -1: it succeeds. */
static int fault_at(const char* operation, const char* path) {
  if (!is_ours() || !is_below(path)) return -1;
  const char* nth = getenv("FAILING_DISK_NTH");
  const char* code = getenv("FAILING_DISK_ERRNO");
  const long due = nth == NULL ? 0 : atol(nth), number = atomic_fetch_add(&operations, 1) + 1;
  const int strikes = due > 0 && (number == due || (number > due && getenv("FAILING_DISK_FOREVER") != NULL));
  if (strikes || due == 0) tell(operation, path);
  return strikes ? (code == NULL ? ENOSPC : atoi(code)) : -1;
}

static int fault_at_file(const char* operation, int file) {
  if (!is_ours()) return -1;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0) return -1;
  path[size] = '\0';
  return fault_at(operation, path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Fails, or leaves half of the bytes to write. */
#define WRITING(name, file, size)                     \
  do {                                                \
    const int fault = fault_at_file(name, file);      \
    if (fault > 0) return (errno = fault, (ssize_t)-1); \
    if (fault == 0 && (size) > 1) (size) /= 2;          \
  } while (0)

ssize_t write(int file, const void* bytes, size_t size) {
  WRITING("write", file, size);
  return REAL(write)(file, bytes, size);
}
ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  WRITING("pwrite", file, size);
  return REAL(pwrite)(file, bytes, size, offset);
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  WRITING("pwrite", file, size);
  return REAL(pwrite64)(file, bytes, size, offset);
}
ssize_t writev(int file, const struct iovec* parts, int count) {
  const int fault = fault_at_file("writev", file);
  return fault > 0 ? (errno = fault, -1) : REAL(writev)(file, parts, count);
}

#define FAILING(fault, call) ((fault) > 0 ? (errno = (fault), -1) : (call))

int fsync(int file) {
  const int fault = fault_at_file("fsync", file);
  return FAILING(fault, REAL(fsync)(file));
}
int fdatasync(int file) {
  const int fault = fault_at_file("fdatasync", file);
  return FAILING(fault, REAL(fdatasync)(file));
}
int ftruncate(int file, off_t size) {
  const int fault = fault_at_file("ftruncate", file);
  return FAILING(fault, REAL(ftruncate)(file, size));
}
int ftruncate64(int file, off64_t size) {
  const int fault = fault_at_file("ftruncate", file);
  return FAILING(fault, REAL(ftruncate64)(file, size));
}
/* Of a file that was written. It is closed all the same, as Linux does it. */
int close(int file) {
  const int flags = fcntl(file, F_GETFL);
  const int fault = flags >= 0 && (flags & O_ACCMODE) != O_RDONLY ? fault_at_file("close", file) : -1;
  const int closed = REAL(close)(file);
  return fault > 0 ? (errno = fault, -1) : closed;
}
int rename(const char* from, const char* to) {
  const int fault = fault_at("rename", to);
  return FAILING(fault, REAL(rename)(from, to));
}
int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  const int fault = fault_at("renameat2", to);
  return FAILING(fault, REAL(renameat2)(from_folder, from, to_folder, to, flags));
}
