/* QAT shim: what a compression request does more when it is part of a chain (qat_dc_chain.c). */
#ifndef EMU_QAT_CHAIN_H
#define EMU_QAT_CHAIN_H

#include "qat_cy.h"
#include "qat_dc.h"

void qat_chain_poison(const struct call *call);
void qat_chain_hash(struct call *call, struct emu_span source);
void qat_chain_settle(struct call *call); /* fills in the chain's results */

#endif
