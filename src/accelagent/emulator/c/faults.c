/* Injected faults: rules from the configuration, each keyed by the index of a request, so that a run repeats exactly. */
#include <stdio.h>
#include <string.h>

#include "emu.h"

#define MAX_RULES 32
#define MAX_DEVICES 8
#define WORD 16

static const char *const kinds[] = {"absent", "queue-full", "error",   "overflow",     "slow",     "reset", "hang",
                                    "verify", "page-fault", "corrupt", "no-instances", "no-memory"};

static struct rule {
    unsigned kind;
    char device[WORD], operation[WORD]; /* "*": any */
    unsigned long long first, every, count;
    double probability, factor;
    unsigned least, most;
    unsigned long long seed;
} rules[MAX_RULES];
static unsigned rule_count;

unsigned emu_faults_add(const char *text)
{
    struct rule rule;
    char kind[WORD];
    if (rule_count == MAX_RULES ||
        sscanf(text, "%15s %15s %15s %llu %llu %llu %lf %lf %u %u %llu", kind, rule.device, rule.operation, &rule.first,
               &rule.every, &rule.count, &rule.probability, &rule.factor, &rule.least, &rule.most, &rule.seed) != 11) {
        return 0;
    }
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i], kind) == 0) {
            rule.kind = 1u << i;
            rules[rule_count++] = rule;
            return rule.kind;
        }
    }
    return 0;
}

/* A number that depends on its arguments only (splitmix64). */
static uint64_t drawn(uint64_t seed, uint64_t index)
{
    uint64_t x = seed * 0x9e3779b97f4a7c15ULL + index + 0x632be59bd9b4e019ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

static bool concerns(const struct rule *rule, const char *device, const char *operation)
{
    return (rule->device[0] == '*' || strcmp(rule->device, device) == 0) &&
           (rule->operation[0] == '*' || (operation != NULL && strcmp(rule->operation, operation) == 0));
}

static bool hits(const struct rule *rule, uint64_t index)
{
    if (index < rule->first || rule->every == 0 || (index - rule->first) % rule->every != 0) {
        return false;
    }
    if (rule->count > 0 && (index - rule->first) / rule->every >= rule->count) {
        return false;
    }
    return rule->probability >= 1 || (double)(drawn(rule->seed, index) >> 11) * 0x1p-53 < rule->probability;
}

/* What a request can meet; the other kinds are asked for by name. */
#define OF_REQUESTS                                                                                                  \
    (EMU_FAULT_ERROR | EMU_FAULT_OVERFLOW | EMU_FAULT_SLOW | EMU_FAULT_RESET | EMU_FAULT_HANG | EMU_FAULT_VERIFY | \
     EMU_FAULT_PAGE | EMU_FAULT_CORRUPT)

struct emu_faults emu_faults_at(const char *device, uint64_t index, const char *operation)
{
    struct emu_faults found = {0, 1, 0};
    for (unsigned i = 0; i < rule_count; i++) {
        const struct rule *rule = &rules[i];
        if ((rule->kind & OF_REQUESTS) != 0 && concerns(rule, device, operation) && hits(rule, index)) {
            found.kinds |= rule->kind;
            found.slowdown *= rule->kind == EMU_FAULT_SLOW ? rule->factor : 1;
            found.draw = drawn(rule->seed, index);
        }
    }
    return found;
}

bool emu_fault_hits(const char *device, enum emu_fault kind, uint64_t index, unsigned *burst)
{
    for (unsigned i = 0; i < rule_count; i++) {
        const struct rule *rule = &rules[i];
        if (rule->kind == (unsigned)kind && concerns(rule, device, NULL) && hits(rule, index)) {
            unsigned span = rule->most - rule->least + 1;
            if (burst != NULL) {
                *burst = rule->least + (unsigned)(span > 1 ? drawn(rule->seed + 1, index) % span : 0);
            }
            return true;
        }
    }
    return false;
}

bool emu_fault_absent(const char *device)
{
    return emu_fault_hits(device, EMU_FAULT_ABSENT, 0, NULL);
}

/* Submissions of one device; tries that a burst refuses are not counted. */
static struct {
    char device[WORD];
    _Atomic uint64_t submissions;
    _Atomic unsigned burst;
} refusals[MAX_DEVICES];
static pthread_mutex_t refusals_lock = PTHREAD_MUTEX_INITIALIZER;

bool emu_fault_refuses(const char *device)
{
    unsigned i = 0, burst = 0;
    bool refused = false;
    if ((emu_config()->faults & EMU_FAULT_FULL) == 0) {
        return false;
    }
    pthread_mutex_lock(&refusals_lock);
    while (i < MAX_DEVICES - 1 && refusals[i].device[0] != '\0' && strcmp(refusals[i].device, device) != 0) {
        i++;
    }
    snprintf(refusals[i].device, WORD, "%s", device);
    if (refusals[i].burst > 0) {
        refusals[i].burst--;
        refused = true;
    } else if (emu_fault_hits(device, EMU_FAULT_FULL, refusals[i].submissions++, &burst) && burst > 0) {
        refusals[i].burst = burst - 1;
        refused = true;
    }
    pthread_mutex_unlock(&refusals_lock);
    return refused;
}

void emu_fault_corrupt(const struct emu_faults *faults, void *data, size_t length)
{
    if ((faults->kinds & EMU_FAULT_CORRUPT) != 0 && length > 0) {
        ((unsigned char *)data)[faults->draw % length] ^= (unsigned char)(1u << (faults->draw >> 32) % 8);
    }
}
