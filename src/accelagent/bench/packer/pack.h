#ifndef PACK_H
#define PACK_H
unsigned long seal(const unsigned char *data, unsigned long size);
int pack(unsigned char *out, unsigned long *produced, const unsigned char *block, unsigned long size);
#endif
