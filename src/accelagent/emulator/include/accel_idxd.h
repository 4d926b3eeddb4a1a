/* Submission to and waiting for DSA/IAA queues from user space, next to <linux/idxd.h>.
   On real processors these functions are the instructions ENQCMD, MOVDIR64B, UMONITOR, UMWAIT and TPAUSE (encoded here,
   so that no compiler flag is needed). Under the emulator they call its hooks; where no hook is linked in, the
   instructions are executed all the same and the emulator serves them from the illegal-instruction trap. */
#ifndef ACCEL_IDXD_H
#define ACCEL_IDXD_H

#include <stdint.h>

#if !defined(__x86_64__)
#error "ENQCMD and MOVDIR64B exist on x86-64 only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Present when the emulator is loaded; never defined by a program. */
enum accel_idxd_submission { ACCEL_IDXD_ENQCMD, ACCEL_IDXD_MOVDIR64B };
enum accel_idxd_waiting { ACCEL_IDXD_POLL, ACCEL_IDXD_UMWAIT, ACCEL_IDXD_TPAUSE };
extern int emu_idxd_submit(void *portal, const void *descriptor, int submission) __attribute__((weak));
extern uint64_t emu_idxd_tsc(void) __attribute__((weak));
extern int emu_idxd_wait(const volatile void *record, uint64_t tsc_deadline, int waiting) __attribute__((weak));

/* Submits 64 bytes to a shared queue; not 0: the queue did not take them, try again. */
static inline int accel_enqcmd(void *portal, const void *descriptor)
{
    unsigned char retry;
    if (emu_idxd_submit) {
        return emu_idxd_submit(portal, descriptor, ACCEL_IDXD_ENQCMD);
    }
    __asm__ __volatile__("sfence\n\t.byte 0xf2, 0x0f, 0x38, 0xf8, 0x02\n\tsetz %0"
                         : "=r"(retry)
                         : "a"(portal), "d"(descriptor)
                         : "memory", "cc");
    return retry;
}

/* Submits 64 bytes to a dedicated queue, whose free entries the caller has to count: what does not fit is lost. */
static inline void accel_movdir64b(void *portal, const void *descriptor)
{
    if (emu_idxd_submit) {
        (void)emu_idxd_submit(portal, descriptor, ACCEL_IDXD_MOVDIR64B);
        return;
    }
    __asm__ __volatile__("sfence\n\t.byte 0x66, 0x0f, 0x38, 0xf8, 0x02" : : "a"(portal), "d"(descriptor) : "memory");
}

/* One look at a completion record: its status byte, 0 while the device works. */
static inline uint8_t accel_poll(const volatile void *record)
{
    if (emu_idxd_wait) {
        (void)emu_idxd_wait(record, 0, ACCEL_IDXD_POLL);
    }
    return *(const volatile uint8_t *)record;
}

/* Sleeps until the record is written or the deadline passes; returns the status byte. state: 0 deeper, 1 lighter. */
static inline uint8_t accel_umwait(const volatile void *record, unsigned state, uint64_t tsc_deadline)
{
    if (emu_idxd_wait) {
        (void)emu_idxd_wait(record, tsc_deadline, ACCEL_IDXD_UMWAIT);
        return *(const volatile uint8_t *)record;
    }
    __asm__ __volatile__(".byte 0xf3, 0x0f, 0xae, 0xf0" : : "a"(record) : "memory"); /* umonitor rax */
    if (*(const volatile uint8_t *)record == 0) {
        __asm__ __volatile__(".byte 0xf2, 0x0f, 0xae, 0xf1" /* umwait ecx */
                             :
                             : "c"(state), "a"((uint32_t)tsc_deadline), "d"((uint32_t)(tsc_deadline >> 32))
                             : "memory", "cc");
    }
    return *(const volatile uint8_t *)record;
}

/* Pauses until the deadline. */
static inline void accel_tpause(unsigned state, uint64_t tsc_deadline)
{
    if (emu_idxd_wait) {
        (void)emu_idxd_wait((const volatile void *)0, tsc_deadline, ACCEL_IDXD_TPAUSE);
        return;
    }
    __asm__ __volatile__(".byte 0x66, 0x0f, 0xae, 0xf1" /* tpause ecx */
                         :
                         : "c"(state), "a"((uint32_t)tsc_deadline), "d"((uint32_t)(tsc_deadline >> 32))
                         : "memory", "cc");
}

/* The counter that deadlines are given in; under the emulator a virtual one. */
static inline uint64_t accel_tsc(void)
{
    uint32_t low, high;
    if (emu_idxd_tsc) {
        return emu_idxd_tsc();
    }
    __asm__ __volatile__("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

#ifdef __cplusplus
}
#endif

#endif
