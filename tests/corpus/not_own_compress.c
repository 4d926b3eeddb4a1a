/* A codec of this program that happens to be called like zlib's. */
static int compress(unsigned char *to, unsigned long *room, const unsigned char *from, unsigned long size)
{
    *room = size;
    return to != from;
}

int pack(unsigned char *to, unsigned long *room, const unsigned char *from)
{
    // not: compress
    return compress(to, room, from, 65536);
}
