/* QAT shim: a caller's buffer lists as spans of bytes. */
#include <stdlib.h>
#include <string.h>

#include "qat_dc.h"
#include "usdm.h"

/* How many the list has: none, whatever it says, when it names no place for them. */
static Cpa32U pieces(const CpaBufferList *list)
{
    return list->pBuffers != NULL ? list->numBuffers : 0;
}

size_t qat_total(const CpaBufferList *list)
{
    size_t bytes = 0;
    for (Cpa32U i = 0; i < pieces(list); i++) {
        bytes += list->pBuffers[i].dataLenInBytes;
    }
    return bytes;
}

/* Until completion the destination holds nothing that a reader could mistake for a result. What its description
   names beyond the memory it lies in stays untouched. */
void qat_poison(const CpaBufferList *list)
{
    for (Cpa32U i = 0; i < pieces(list); i++) {
        size_t length = list->pBuffers[i].dataLenInBytes;
        size_t there = length > 0 ? emu_pinned_length(list->pBuffers[i].pData) : 0;
        if (there > 0) {
            memset(list->pBuffers[i].pData, QAT_POISON, length < there ? length : there);
        }
    }
}

/* Whether every buffer is memory to its end; the device's own access would fault there. */
bool qat_in_memory(const CpaBufferList *list, bool write)
{
    for (Cpa32U i = 0; i < pieces(list); i++) {
        const CpaFlatBuffer *buffer = &list->pBuffers[i];
        unsigned served = 0;
        size_t there = emu_config()->qat_sva ? emu_accessible((uintptr_t)buffer->pData, buffer->dataLenInBytes, write, true, &served)
                                             : emu_pinned_length(buffer->pData);
        if (buffer->dataLenInBytes > 0 && there < buffer->dataLenInBytes) {
            return false;
        }
    }
    return true;
}

bool qat_needs_copy(const CpaBufferList *list)
{
    return pieces(list) != 1 || list->pBuffers[0].pData == NULL;
}

/* A list as one span: the buffer itself when there is one, otherwise a copy. */
struct emu_span qat_gather(const CpaBufferList *list, bool copy)
{
    struct emu_span span = {NULL, qat_total(list)};
    if (!qat_needs_copy(list)) {
        span.data = list->pBuffers[0].pData;
        return span;
    }
    size_t at = 0;
    span.data = malloc(span.length > 0 ? span.length : 1);
    for (Cpa32U i = 0; copy && span.data != NULL && i < pieces(list); i++) {
        const CpaFlatBuffer *buffer = &list->pBuffers[i];
        if (buffer->dataLenInBytes > 0) {
            memcpy(span.data + at, buffer->pData, buffer->dataLenInBytes);
            at += buffer->dataLenInBytes;
        }
    }
    return span;
}

void qat_scatter(const CpaBufferList *list, struct emu_span span, size_t length)
{
    for (Cpa32U i = 0; i < pieces(list) && length > 0; i++) {
        size_t part = list->pBuffers[i].dataLenInBytes < length ? list->pBuffers[i].dataLenInBytes : length;
        if (part > 0) {
            memcpy(list->pBuffers[i].pData, span.data, part);
        }
        span.data += part;
        length -= part;
    }
}

void qat_release(const CpaBufferList *list, struct emu_span span)
{
    if (qat_needs_copy(list)) {
        free(span.data);
    }
}
