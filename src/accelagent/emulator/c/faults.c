#include <string.h>

#include "emu.h"

static const struct {
    const char *name;
    enum emu_fault bit;
} presets[] = {
    {"absent", EMU_FAULT_ABSENT}, {"full", EMU_FAULT_FULL},         {"error", EMU_FAULT_ERROR},
    {"overflow", EMU_FAULT_OVERFLOW}, {"slow", EMU_FAULT_SLOW}, {"reset", EMU_FAULT_RESET},
    {"hang", EMU_FAULT_HANG},
};

static unsigned bit_of(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof presets / sizeof *presets; i++) {
        if (strlen(presets[i].name) == length && strncmp(presets[i].name, name, length) == 0) {
            return presets[i].bit;
        }
    }
    return 0;
}

unsigned emu_faults_parse(const char *names)
{
    unsigned bits = 0;
    while (names != NULL && *names != '\0') {
        size_t length = strcspn(names, ",");
        bits |= bit_of(names, length);
        names += length + (names[length] == ',');
    }
    return bits;
}

bool emu_fault_refuses(void)
{
    static _Atomic uint64_t submissions, burst;
    if ((emu_config()->faults & EMU_FAULT_FULL) == 0) {
        return false;
    }
    if (burst > 0) {
        burst--;
        return true;
    }
    uint64_t turn = submissions++;
    if (turn % 3 == 2) {
        burst = (turn * 7) % 64; /* 1..64 refusals with this one */
        return true;
    }
    return false;
}

unsigned emu_fault_of(uint64_t index, bool compress)
{
    unsigned wanted = emu_config()->faults, hit = 0;
    if (index % 7 == 6) {
        hit |= EMU_FAULT_ERROR;
    }
    if (compress && index % 5 == 4) {
        hit |= EMU_FAULT_OVERFLOW;
    }
    if (index >= 20) {
        hit |= EMU_FAULT_RESET;
    }
    if (index % 50 == 49) {
        hit |= EMU_FAULT_HANG;
    }
    return hit & wanted;
}
