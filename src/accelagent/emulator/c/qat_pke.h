/* Public-key part of the QAT shim: how an API function describes its request. */
#ifndef EMU_QAT_PKE_H
#define EMU_QAT_PKE_H

#include "qat_cy.h"

/* Where each API's counters start in the instance, in the order of its statistics structure. */
enum cy_counters { CY_RSA = 0, CY_DH = 16, CY_LN = 24, CY_PRIME = 32, CY_EC = 37, CY_ECDH = 47, CY_ECDSA = 52, CY_DSA = 72, CY_SM2 = 104 };

struct pke_request {
    struct cy_call call;
    bool good;                  /* so far */
    bool reachable;
    unsigned copied;            /* bit per input that the library copies, so that it can lie anywhere */
};

struct pke_request pke_request(CpaInstanceHandle handle, enum cy_reply reply, void (*callback)(void), void *tag,
                               const void *user_op);
void pke_in(struct pke_request *request, const CpaFlatBuffer *number);          /* required */
void pke_in_optional(struct pke_request *request, const CpaFlatBuffer *number); /* may be empty */
void pke_out(struct pke_request *request, CpaFlatBuffer *number, size_t least);
void pke_require(struct pke_request *request, bool good);                       /* otherwise: invalid parameter */

/* Which counters, and the engine's time in reference operations of `bits`. */
CpaStatus pke_send(struct pke_request *request, int (*run)(struct emu_pke *), enum cy_counters counters, bool invalid,
                   uint64_t engine_ns, CpaBoolean *verdict);
/* A key or a mask: in the ring for symmetric requests, at the engine's speed for so many bytes. */
CpaStatus pke_send_key(struct pke_request *request, int (*run)(struct emu_pke *), Cpa64U *counters, uint64_t bytes);
uint64_t pke_rsa_ns(size_t modulus_bytes, bool crt);
uint64_t pke_ec_ns(size_t field_bytes, double multiplications);
bool pke_is_zero(const CpaFlatBuffer *number);
bool pke_is_odd(const CpaFlatBuffer *number);
size_t pke_length(const CpaFlatBuffer *number); /* bytes without leading zeros */
CpaStatus pke_copy_counters(CpaInstanceHandle handle, enum cy_counters first, void *to, unsigned n, bool wide);

#endif
