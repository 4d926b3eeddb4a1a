#include <zlib.h>
int pack(z_stream *zs, int fast)
{
    zs->avail_in = 1 << 20;
#ifdef FAST
    if (fast) {
        deflateParams(zs, 1, 0);
#else
    if (!fast) {
#endif
        // region: compress deflate
        return deflate(zs, Z_FINISH);
    }
    return 0;
}
