unsigned crc32_iscsi(const void *p, int n, unsigned crc);
struct pdu { unsigned hlen; unsigned char *data; unsigned long data_len; };
unsigned data_digest(struct pdu *p)
{
    // region: crc crc32c conditional async
    return crc32_iscsi(p->data, p->data_len, ~0u);
}
unsigned header_digest(struct pdu *p)
{
    // degrades: crc crc32c
    return crc32_iscsi(p, p->hlen, ~0u);
}
