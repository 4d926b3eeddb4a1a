/* Derivation of keys and masks, in software. Functions return 0 or -errno; digests have OpenSSL's names. */
#ifndef EMU_OPS_KDF_H
#define EMU_OPS_KDF_H

#include "ops_deflate.h" /* struct emu_span */

/* `digest` NULL: that of TLS 1.0 and 1.1, MD5 and SHA-1 together. */
int emu_tls_prf(const char *digest, struct emu_span secret, struct emu_span label, struct emu_span seed, struct emu_span out);
/* SSL 3.0; label NULL: A, BB, CCC, …; else its first byte, its next two, and so on. */
int emu_ssl3_prf(struct emu_span secret, struct emu_span label, struct emu_span seed, struct emu_span out);
int emu_hkdf_extract(const char *digest, struct emu_span secret, struct emu_span salt, struct emu_span out);
int emu_hkdf_expand(const char *digest, struct emu_span key, struct emu_span info, struct emu_span out);
int emu_mgf1(const char *digest, struct emu_span seed, struct emu_span out);

#endif
