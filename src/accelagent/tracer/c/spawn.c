/* A program that starts another with an environment of its own making keeps being followed. */
#include "trace.h"

#include <dlfcn.h>
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

extern char **environ;

#define EXTRA 2
#define TEXT 4096
static char kept[EXTRA][TEXT]; /* NAME=VALUE of what the tracer needs, as at the start of this process */
static const char *const names[EXTRA] = {"LD_PRELOAD", "ACCEL_TRACE_FILE"};

__attribute__((constructor(102))) static void remember(void)
{
    for (int at = 0; at < EXTRA; at++) {
        const char *parts[3] = {names[at], "=", getenv(names[at])};
        size_t length = 0;
        for (int part = 0; part < 3 && parts[2]; part++)
            for (const char *from = parts[part]; *from && length + 1 < TEXT; from++)
                kept[at][length++] = *from;
        kept[at][length] = 0;
    }
}

static int is_named(const char *entry, const char *name)
{
    while (*name && *entry == *name) {
        entry++;
        name++;
    }
    return *name == 0 && *entry == '=';
}

static size_t count(char *const *env)
{
    size_t entries = 0;
    while (env && env[entries])
        entries++;
    return entries;
}

/* Into `to`, which has room for count(env) + EXTRA + 1; a value that the program set itself stands. */
static char *const *complete(char *const *env, char **to)
{
    size_t entries = 0;
    for (; env && env[entries]; entries++)
        to[entries] = env[entries];
    for (int at = 0; at < EXTRA; at++) {
        int there = 0;
        for (size_t entry = 0; env && env[entry]; entry++)
            there |= is_named(env[entry], names[at]);
        if (!there && kept[at][0])
            to[entries++] = kept[at];
    }
    to[entries] = NULL;
    return to;
}

/* The list lives on the stack: after vfork the heap is the parent's. */
#define WITH_COMPLETE(env) char *room[count(env) + EXTRA + 1]; char *const *whole = complete(env, room)
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

TRACE_EXPORT int execve(const char *path, char *const argv[], char *const env[])
{
    WITH_COMPLETE(env);
    return REAL(execve)(path, argv, whole);
}

TRACE_EXPORT int execvpe(const char *file, char *const argv[], char *const env[])
{
    WITH_COMPLETE(env);
    return REAL(execvpe)(file, argv, whole);
}

TRACE_EXPORT int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

TRACE_EXPORT int execvp(const char *file, char *const argv[])
{
    return execvpe(file, argv, environ);
}

TRACE_EXPORT int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                             const posix_spawnattr_t *attributes, char *const argv[], char *const env[])
{
    WITH_COMPLETE(env);
    return REAL(posix_spawn)(pid, path, actions, attributes, argv, whole);
}

TRACE_EXPORT int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                              const posix_spawnattr_t *attributes, char *const argv[], char *const env[])
{
    WITH_COMPLETE(env);
    return REAL(posix_spawnp)(pid, file, actions, attributes, argv, whole);
}
