/* Public-key operations in software: numbers are spans of bytes, most significant first, results are right-aligned. */
#ifndef EMU_OPS_PKE_H
#define EMU_OPS_PKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ops_deflate.h" /* struct emu_span */

#define EMU_PKE_INPUTS 12
#define EMU_PKE_OUTPUTS 8

#define EMU_PKE_BINARY 1u /* flag of curves: over a binary field */

/* One operation: reads `in`, writes `out` and says whether the result is valid. */
struct emu_pke {
    int (*run)(struct emu_pke *op); /* 0, or -errno: the inputs make no sense */
    struct emu_span in[EMU_PKE_INPUTS];
    struct emu_span out[EMU_PKE_OUTPUTS];
    unsigned ins, outs;
    unsigned flags;                 /* of the operation's own */
    bool verdict;
};

int emu_pke_mod_exp(struct emu_pke *op);
int emu_pke_mod_inv(struct emu_pke *op);
int emu_pke_prime(struct emu_pke *op);
int emu_pke_rsa_crt(struct emu_pke *op);
int emu_pke_rsa_key(struct emu_pke *op);
int emu_pke_point_multiply(struct emu_pke *op);
int emu_pke_point_verify(struct emu_pke *op);
int emu_pke_ecdsa_r(struct emu_pke *op);
int emu_pke_ecdsa_s(struct emu_pke *op);
int emu_pke_ecdsa_rs(struct emu_pke *op);
int emu_pke_ecdsa_verify(struct emu_pke *op);
int emu_pke_sm2_multiply(struct emu_pke *op);
int emu_pke_sm2_verify_point(struct emu_pke *op);
int emu_pke_sm2_sign(struct emu_pke *op);
int emu_pke_sm2_verify(struct emu_pke *op);
int emu_pke_sm2_encrypt(struct emu_pke *op);
int emu_pke_sm2_decrypt(struct emu_pke *op);
int emu_pke_sm2_exchange(struct emu_pke *op);
int emu_pke_dsa_p(struct emu_pke *op);
int emu_pke_dsa_g(struct emu_pke *op);
int emu_pke_dsa_r(struct emu_pke *op);
int emu_pke_dsa_s(struct emu_pke *op);
int emu_pke_dsa_rs(struct emu_pke *op);
int emu_pke_dsa_verify(struct emu_pke *op);
int emu_pke_montgomery(struct emu_pke *op);
int emu_pke_edwards(struct emu_pke *op);

#endif
