/* Virtual time crosses fork (memory), exec and spawn (files), and wait (the child's record). */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interpose.h"
#include "shared.h"

#define MAX_ARGUMENTS 1024

extern char **environ;

/* --- fork, exec, spawn --- */

EMU_API pid_t fork(void)
{
    EMU_REAL(fork);
    if (emu_self() == NULL) {
        return real_();
    }
    emu_enter();
    uint64_t at_ns = emu_now();
    emu_fork_prepare();
    pid_t pid = real_();
    if (pid == 0) {
        emu_fork_child();
        emu_stats_after_fork(at_ns);
    } else {
        emu_fork_parent(pid > 0);
    }
    int error = errno;
    emu_leave();
    errno = error;
    return pid;
}

/* A shared stack and an interposer do not go together; fork is always a correct vfork. */
EMU_API pid_t vfork(void)
{
    return fork();
}

static void before_exec(void)
{
    emu_enter();
    emu_stats_before_exec();
}

static int exec_failed(int rc)
{
    int error = errno;
    emu_stats_exec_failed();
    emu_leave();
    errno = error;
    return rc;
}

EMU_API int execve(const char *path, char *const argv[], char *const envp[])
{
    EMU_REAL(execve);
    before_exec();
    return exec_failed(real_(path, argv, envp));
}

EMU_API int execv(const char *path, char *const argv[])
{
    EMU_REAL(execv);
    before_exec();
    return exec_failed(real_(path, argv));
}

EMU_API int execvp(const char *file, char *const argv[])
{
    EMU_REAL(execvp);
    before_exec();
    return exec_failed(real_(file, argv));
}

EMU_API int execvpe(const char *file, char *const argv[], char *const envp[])
{
    EMU_REAL(execvpe);
    before_exec();
    return exec_failed(real_(file, argv, envp));
}

EMU_API int fexecve(int fd, char *const argv[], char *const envp[])
{
    EMU_REAL(fexecve);
    before_exec();
    return exec_failed(real_(fd, argv, envp));
}

/* Collects the arguments of an execl call; the list keeps its terminating NULL. */
static bool collect(char **argv, const char *first, va_list *rest)
{
    size_t n = 0;
    argv[n++] = (char *)(uintptr_t)first;
    while (argv[n - 1] != NULL && n < MAX_ARGUMENTS) {
        argv[n++] = va_arg(*rest, char *);
    }
    if (argv[n - 1] != NULL) {
        errno = E2BIG;
        return false;
    }
    return true;
}

EMU_API int execl(const char *path, const char *first, ...)
{
    char *argv[MAX_ARGUMENTS];
    va_list rest;
    va_start(rest, first);
    bool complete = collect(argv, first, &rest);
    va_end(rest);
    return complete ? execv(path, argv) : -1;
}

EMU_API int execlp(const char *file, const char *first, ...)
{
    char *argv[MAX_ARGUMENTS];
    va_list rest;
    va_start(rest, first);
    bool complete = collect(argv, first, &rest);
    va_end(rest);
    return complete ? execvp(file, argv) : -1;
}

EMU_API int execle(const char *path, const char *first, ...)
{
    char *argv[MAX_ARGUMENTS];
    va_list rest;
    va_start(rest, first);
    bool complete = collect(argv, first, &rest);
    char **envp = complete ? va_arg(rest, char **) : environ;
    va_end(rest);
    return complete ? execve(path, argv, envp) : -1;
}

static struct emu_face *expect_child(void)
{
    emu_stats_before_spawn();
    return emu_face_expect(emu_now(), true);
}

EMU_API int posix_spawn(pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *actions,
                        const posix_spawnattr_t *restrict attributes, char *const argv[restrict],
                        char *const envp[restrict])
{
    EMU_REAL(posix_spawn);
    emu_enter();
    struct emu_face *child = expect_child();
    int rc = real_(pid, path, actions, attributes, argv, envp);
    if (rc != 0) {
        emu_face_drop(child);
    }
    emu_leave();
    return rc;
}

EMU_API int posix_spawnp(pid_t *restrict pid, const char *restrict file, const posix_spawn_file_actions_t *actions,
                         const posix_spawnattr_t *restrict attributes, char *const argv[restrict],
                         char *const envp[restrict])
{
    EMU_REAL(posix_spawnp);
    emu_enter();
    struct emu_face *child = expect_child();
    int rc = real_(pid, file, actions, attributes, argv, envp);
    if (rc != 0) {
        emu_face_drop(child);
    }
    emu_leave();
    return rc;
}

EMU_API FILE *popen(const char *command, const char *mode)
{
    EMU_REAL(popen);
    emu_enter();
    struct emu_face *child = expect_child();
    FILE *stream = real_(command, mode);
    int error = errno;
    if (stream == NULL) {
        emu_face_drop(child);
    }
    emu_leave();
    errno = error;
    return stream;
}

/* glibc's system() forks and waits behind our back; this one does the same through the functions above. */
EMU_API int system(const char *command)
{
    if (command == NULL) {
        return 1;
    }
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
    sigset_t block, before;
    int status = -1;
    sigemptyset(&block);
    sigaddset(&block, SIGCHLD);
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    sigprocmask(SIG_BLOCK, &block, &before);
    pid_t pid = fork();
    if (pid == 0) {
        sigaction(SIGINT, &interrupt, NULL);
        sigaction(SIGQUIT, &quit, NULL);
        sigprocmask(SIG_SETMASK, &before, NULL);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return pid < 0 ? -1 : status;
}

/* --- wait --- */

static struct emu_thread *start_wait(void)
{
    struct emu_thread *self = emu_self();
    emu_enter();
    if (self != NULL) {
        emu_block_as(self, EMU_WAITS, 0);
    }
    return self;
}

static void unblock(struct emu_thread *self)
{
    if (self != NULL) {
        emu_unblock(self);
    }
}

static void end_wait(int pid)
{
    struct emu_thread *self = emu_self();
    int error = errno;
    if (self != NULL && pid > 0 && emu_config()->mode != EMU_WALL) {
        emu_raise(self, emu_stats_end_of(pid));
    }
    emu_leave();
    errno = error;
}

EMU_API pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
    EMU_REAL(wait4);
    struct emu_thread *self = start_wait();
    pid_t got = real_(pid, status, options, usage);
    unblock(self);
    end_wait(got);
    return got;
}

EMU_API pid_t wait3(int *status, int options, struct rusage *usage)
{
    return wait4(-1, status, options, usage);
}

EMU_API pid_t waitpid(pid_t pid, int *status, int options)
{
    return wait4(pid, status, options, NULL);
}

EMU_API pid_t wait(int *status)
{
    return wait4(-1, status, 0, NULL);
}

EMU_API int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    EMU_REAL(waitid);
    siginfo_t mine;
    siginfo_t *seen = info != NULL ? info : &mine;
    seen->si_pid = 0;
    struct emu_thread *self = start_wait();
    int rc = real_(type, id, seen, options);
    unblock(self);
    end_wait(rc == 0 && (seen->si_code == CLD_EXITED || seen->si_code == CLD_KILLED || seen->si_code == CLD_DUMPED)
                 ? seen->si_pid
                 : 0);
    return rc;
}

/* --- ends that run no destructors --- */

EMU_API void _exit(int status)
{
    emu_stats_write();
    for (;;) {
        syscall(SYS_exit_group, status);
    }
}

EMU_API void _Exit(int status)
{
    _exit(status);
}

EMU_API void quick_exit(int status)
{
    static void (*real_)(int) __attribute__((noreturn));
    if (real_ == NULL) {
        *(void **)(void *)&real_ = emu_next("quick_exit", NULL);
    }
    emu_stats_write();
    real_(status);
}
