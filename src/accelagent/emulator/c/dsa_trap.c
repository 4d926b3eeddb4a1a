/* Instructions that this processor may lack: ENQCMD, MOVDIR64B, UMONITOR, UMWAIT, TPAUSE. Executing one raises a signal
   here; the handler does what the instruction would have done to an emulated portal and goes on behind it. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "dsa.h"

#define FLAG_CARRY 0x001
#define FLAG_ZERO 0x040
#define FLAGS_CLEARED 0x8d5 /* CF PF AF ZF SF OF */

static struct sigaction before_illegal, before_fault;
static __thread const volatile void *monitored __attribute__((tls_model("initial-exec")));

static greg_t *general(ucontext_t *context, unsigned number)
{
    static const int order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                  REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    return &context->uc_mcontext.gregs[order[number & 15]];
}

/* --- decoding --- */

struct instruction {
    const uint8_t *at;       /* the next byte */
    unsigned prefix;         /* 0x66, 0xf2, 0xf3 or 0 */
    unsigned rex;
    unsigned reg, rm;        /* numbers of registers, extended */
    bool is_register;
    uint64_t address;        /* of the memory operand */
};

static int32_t displacement(struct instruction *in, unsigned bytes)
{
    int32_t wide = 0;
    if (bytes == 1) {
        wide = (int8_t)in->at[0];
    } else if (bytes == 4) {
        memcpy(&wide, in->at, 4);
    }
    in->at += bytes;
    return wide;
}

static uint64_t scaled(struct instruction *in, ucontext_t *context, unsigned mode, bool *no_base)
{
    uint8_t sib = *in->at++;
    unsigned index = (sib >> 3 & 7) | (in->rex & 2) << 2, base = (sib & 7) | (in->rex & 1) << 3;
    uint64_t sum = index == 4 ? 0 : (uint64_t)*general(context, index) << (sib >> 6);
    *no_base = (sib & 7) == 5 && mode == 0;
    return *no_base ? sum : sum + (uint64_t)*general(context, base);
}

static void operands(struct instruction *in, ucontext_t *context)
{
    uint8_t modrm = *in->at++;
    unsigned mode = modrm >> 6, low = modrm & 7;
    bool no_base = false, relative = mode == 0 && low == 5;
    uint64_t base = 0;
    in->reg = (modrm >> 3 & 7) | (in->rex & 4) << 1;
    in->rm = low | (in->rex & 1) << 3;
    in->is_register = mode == 3;
    if (in->is_register) {
        return;
    }
    if (low == 4) {
        base = scaled(in, context, mode, &no_base);
    } else if (!relative) {
        base = (uint64_t)*general(context, in->rm);
    }
    int32_t offset = displacement(in, mode == 1 ? 1 : mode == 2 || relative || no_base ? 4 : 0);
    in->address = (relative ? (uint64_t)(uintptr_t)in->at : base) + (uint64_t)(int64_t)offset;
}

static void prefixes(struct instruction *in)
{
    for (; *in->at == 0x66 || *in->at == 0xf2 || *in->at == 0xf3; in->at++) {
        in->prefix = *in->at != 0x66 || in->prefix == 0 ? *in->at : in->prefix;
    }
    if ((*in->at & 0xf0) == 0x40) {
        in->rex = *in->at++;
    }
}

/* --- doing --- */

static void set_flags(ucontext_t *context, greg_t flags)
{
    greg_t *now = &context->uc_mcontext.gregs[REG_EFL];
    *now = (*now & ~(greg_t)FLAGS_CLEARED) | flags;
}

/* F2/66 0F 38 F8 /r: 64 bytes at the memory operand to the portal that the register points at. */
static bool submission(struct instruction *in, ucontext_t *context)
{
    const void *portal = (const void *)(uintptr_t)*general(context, in->reg);
    const struct dsa_queue *queue = dsa_queue_at(portal);
    if (in->is_register || queue == NULL || (in->prefix != 0xf2 && in->prefix != 0x66)) {
        return false;
    }
    bool enqcmd = in->prefix == 0xf2;
    int rc = dsa_submit(queue, (const void *)(uintptr_t)in->address, enqcmd ? DSA_ENQCMD : DSA_MOVDIR64B);
    if (enqcmd) {
        set_flags(context, rc != 0 ? FLAG_ZERO : 0);
    }
    return true;
}

/* 0F AE /6 on a register: F3 UMONITOR, F2 UMWAIT, 66 TPAUSE; the deadline is in EDX:EAX. */
static bool waiting(struct instruction *in, ucontext_t *context)
{
    uint64_t deadline = (uint64_t)*general(context, 2) << 32 | (uint32_t)*general(context, 0);
    if (!in->is_register || (in->reg & 7) != 6) {
        return false;
    }
    if (in->prefix == 0xf3) {
        monitored = (const volatile void *)(uintptr_t)*general(context, in->rm);
        return true;
    }
    if (in->prefix == 0xf2 && monitored != NULL) {
        dsa_umwait(monitored, deadline);
        monitored = NULL;
    } else {
        dsa_tpause(deadline);
    }
    set_flags(context, 0);
    return true;
}

bool dsa_instruction(void *of)
{
    ucontext_t *context = of;
    struct instruction in = {.at = (const uint8_t *)(uintptr_t)context->uc_mcontext.gregs[REG_RIP]};
    bool served = false;
    prefixes(&in);
    if (in.at[0] == 0x0f && in.at[1] == 0x38 && in.at[2] == 0xf8) {
        in.at += 3;
        operands(&in, context);
        served = submission(&in, context);
    } else if (in.at[0] == 0x0f && in.at[1] == 0xae) {
        in.at += 2;
        operands(&in, context);
        served = waiting(&in, context);
    }
    if (served) {
        context->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)in.at;
    }
    return served;
}

/* --- handlers --- */

/* Not ours: to whom it was before, or to the default by executing it once more. */
static void pass_on(int signal, siginfo_t *info, void *context, const struct sigaction *before)
{
    if ((before->sa_flags & SA_SIGINFO) != 0) {
        before->sa_sigaction(signal, info, context);
    } else if (before->sa_handler != SIG_DFL && before->sa_handler != SIG_IGN) {
        before->sa_handler(signal);
    } else {
        sigaction(signal, before, NULL);
    }
}

/* --- what a trap costs: it stands for one instruction, so none of it is the program's --- */

#define TRIALS 31
#define TRIAL_BYTES 5
static volatile uint64_t inside_ns;
static uint64_t enter_ns, return_ns;

static void on_trial(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)info;
    inside_ns = emu_real_ns(CLOCK_THREAD_CPUTIME_ID);
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] += TRIAL_BYTES;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t median(uint64_t *values)
{
    qsort(values, TRIALS, sizeof *values, by_value);
    return values[TRIALS / 2];
}

static void measure(void)
{
    uint64_t in[TRIALS], out[TRIALS], read[TRIALS];
    for (int i = 0; i < TRIALS; i++) {
        uint64_t first = emu_real_ns(CLOCK_THREAD_CPUTIME_ID), before = emu_real_ns(CLOCK_THREAD_CPUTIME_ID);
        __asm__ __volatile__(".byte 0xf2, 0x0f, 0x38, 0xf8, 0x02" : : "a"(NULL), "d"(in) : "memory"); /* enqcmd */
        uint64_t after = emu_real_ns(CLOCK_THREAD_CPUTIME_ID);
        read[i] = before - first;
        in[i] = inside_ns - before;
        out[i] = after - inside_ns;
    }
    uint64_t one = median(read), way_in = median(in), way_out = median(out);
    enter_ns = way_in > one ? way_in - one : 0;
    return_ns = way_out > one ? way_out - one : 0;
}

uint64_t dsa_trap_return_ns(void)
{
    return return_ns;
}

static void exclude_entry(struct emu_thread *self)
{
    if (emu_config()->mode == EMU_VIRTUAL) {
        uint64_t now = emu_real_ns(CLOCK_THREAD_CPUTIME_ID), mark = self->mark_ns + enter_ns;
        self->mark_ns = mark < now ? mark : now;
    }
}

static void on_trap(int signal, siginfo_t *info, void *context)
{
    struct emu_thread *self = emu_self();
    if (self != NULL && self->depth == 0) {
        exclude_entry(self);
        if (dsa_instruction(context)) {
            dsa_probe_at(context);
            return;
        }
    }
    pass_on(signal, info, context, signal == SIGILL ? &before_illegal : &before_fault);
}

void dsa_traps_install(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_trap;
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, dsa_probe_signal());
    emu_enter();
    action.sa_sigaction = on_trial;
    sigaction(SIGILL, &action, &before_illegal);
    sigaction(SIGSEGV, &action, &before_fault);
    measure();
    sigaction(SIGILL, &before_illegal, NULL);
    sigaction(SIGSEGV, &before_fault, NULL);
    action.sa_sigaction = on_trap;
    emu_leave();
    sigaction(SIGILL, &action, &before_illegal);
    sigaction(SIGSEGV, &action, &before_fault);
}
