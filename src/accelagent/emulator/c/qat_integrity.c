/* The CRC-64 values that the device reports for what it read and what it wrote. */
#include "qat_dc.h"

#define ECMA_POLYNOMIAL 0x42f0e1eba9ea3693ULL /* with start and final value 0 unless the program set others */

struct crc64 {
    uint64_t table[256];
    CpaCrcControlData control;
};

static uint64_t reflect(uint64_t value, unsigned bits)
{
    uint64_t turned = 0;
    for (unsigned i = 0; i < bits; i++, value >>= 1) {
        turned = turned << 1 | (value & 1);
    }
    return turned;
}

static void prepare(struct crc64 *crc, CpaCrcControlData control)
{
    crc->control = control;
    for (uint64_t i = 0; i < 256; i++) {
        uint64_t value = i << 56;
        for (int bit = 0; bit < 8; bit++) {
            value = (value >> 63) != 0 ? value << 1 ^ control.polynomial : value << 1;
        }
        crc->table[i] = value;
    }
}

static uint64_t crc64_of(const struct crc64 *crc, const uint8_t *data, size_t length)
{
    uint64_t value = crc->control.initialValue;
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = crc->control.reflectIn ? (uint8_t)reflect(data[i], 8) : data[i];
        value = value << 8 ^ crc->table[(value >> 56 ^ byte) & 0xff];
    }
    return (crc->control.reflectOut ? reflect(value, 64) : value) ^ crc->control.xorOut;
}

void qat_integrity(const struct call *call, const struct emu_deflate *op)
{
    struct crc64 crc;
    CpaCrcControlData control = call->crc_control;
    if (control.polynomial == 0) {
        control = (CpaCrcControlData){.polynomial = ECMA_POLYNOMIAL};
    }
    prepare(&crc, control);
    call->crc->crc32 = op->crc32;
    call->crc->adler32 = op->adler32;
    call->crc->integrityCrc64b.iCrc = crc64_of(&crc, op->in.data, op->consumed);
    call->crc->integrityCrc64b.oCrc = crc64_of(&crc, op->out.data, op->produced);
}
