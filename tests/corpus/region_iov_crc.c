#include <isa-l/crc.h>
#include <sys/uio.h>
unsigned payload_crc(struct iovec *iov, int count, unsigned crc)
{
    for (int i = 0; i < count; i++)
        // region: crc crc32c conditional async
        crc = crc32_iscsi(iov[i].iov_base, iov[i].iov_len, crc);
    return crc;
}
