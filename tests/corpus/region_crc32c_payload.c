unsigned spdk_crc32c_update(const void *p, unsigned long n, unsigned crc);
struct pdu { unsigned hlen; unsigned char *data; unsigned long data_len; };
unsigned data_digest(struct pdu *p)
{
    // region: crc crc32c conditional async
    return spdk_crc32c_update(p->data, p->data_len, ~0u);
}
unsigned header_digest(struct pdu *p)
{
    // degrades: crc crc32c
    return spdk_crc32c_update(p, p->hlen, ~0u);
}
