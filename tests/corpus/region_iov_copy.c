#include <string.h>
#include <sys/uio.h>
void flatten(char *to, struct iovec *iov, int count)
{
    for (int i = 0; i < count; i++) {
        // region: copy conditional async
        memcpy(to, iov[i].iov_base, iov[i].iov_len);
        to += iov[i].iov_len;
    }
}
