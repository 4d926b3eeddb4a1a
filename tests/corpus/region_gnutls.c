#include <gnutls/gnutls.h>
long put(gnutls_session_t s, const void *p, size_t n)
{
    // region: encrypt conditional async
    return gnutls_record_send(s, p, n);
}
