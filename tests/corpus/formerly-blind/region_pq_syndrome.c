#include <stdint.h>
#include <stddef.h>

/* RAID-6: p is plain parity, q weighs disks by powers of two in GF(2^8). */
void pq_gen_int(int disks, size_t bytes, uint8_t **d)
{
    uint8_t *p = d[disks - 2], *q = d[disks - 1];
    // region: erasure
    for (size_t i = 0; i < bytes; i++) {
        uint8_t wp = d[disks - 3][i], wq = wp;
        for (int z = disks - 4; z >= 0; z--) {
            uint8_t w = d[z][i];
            wp ^= w;
            wq = (uint8_t)(wq << 1 ^ (wq & 0x80 ? 0x1d : 0)) ^ w;
        }
        p[i] = wp;
        q[i] = wq;
    }
}

void resync(int disks, uint8_t **d, size_t stripes)
{
    for (size_t s = 0; s < stripes; s++) {
        pq_gen_int(disks, 65536, d);
        for (int i = 0; i < disks; i++)
            d[i] += 65536;
    }
}
