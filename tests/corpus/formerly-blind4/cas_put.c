#include <openssl/evp.h>
#include "cas.h"

#define CHUNK_FIXED (1024 * 1024)

/* ingest thread of the content addressed store: one submission holds up to 64 chunks */
int cas_name_chunks(struct cas_submission *sub)
{
    for (unsigned i = 0; i < sub->n; i++) {
        struct cas_chunk *c = &sub->chunk[i];
        unsigned int dl = sizeof c->name;

        // region: hash sha256 async min=65536
        if (EVP_Digest(c->data, CHUNK_FIXED, c->name, &dl, EVP_sha256(), NULL) != 1)
            return -1;
    }
    return cas_index_insert(sub);
}
