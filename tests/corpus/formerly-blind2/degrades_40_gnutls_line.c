/* Syslog over TLS: one line per record. */
#include <gnutls/gnutls.h>
#include <string.h>

#define LINE_MAX_BYTES 1024

struct sink { gnutls_session_t tls; unsigned long lines; };

int sink_line(struct sink *s, const char *line, size_t n)
{
    ssize_t rc;

    if (n > LINE_MAX_BYTES)
        n = LINE_MAX_BYTES;
    do {
        // degrades: encrypt
        rc = gnutls_record_send(s->tls, line, n);
    } while (rc == GNUTLS_E_AGAIN || rc == GNUTLS_E_INTERRUPTED);
    s->lines += rc > 0;
    return rc < 0 ? -1 : 0;
}
