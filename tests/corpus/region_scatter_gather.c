#include <string.h>
#include <sys/uio.h>
#define MIN(a, b) ((a) < (b) ? (a) : (b))
void gather(char *to, const struct iovec *v, int n, size_t left)
{
    for (int i = 0; i < n && left; i++) {
        size_t part = MIN(v[i].iov_len, left);
        // region: copy memcpy conditional async
        memcpy(to, v[i].iov_base, part);
        to += part;
        left -= part;
    }
}
