#include <isa-l/igzip_lib.h>
int pack(struct isal_zstream *zs, unsigned n)
{
    zs->avail_in = n;
    // region: compress deflate conditional sync
    return isal_deflate_stateless(zs);
}
