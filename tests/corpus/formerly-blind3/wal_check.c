#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef uint32_t u32;
typedef unsigned char u8;

extern const u32 T[8][256];

#define WAL_BLOCK 32768

struct wal_block {
  u32 checksum;
  u32 seq;
  u8 payload[WAL_BLOCK - 8];
};

static u32 walSum(const u8 *z, size_t n){
  u32 c = ~0u;
  // region: crc crc32 in-core min=512
  while( n>=8 ){
    u32 a, b;
    a = (z[0] | z[1]<<8 | z[2]<<16 | (u32)z[3]<<24) ^ c;
    b = z[4] | z[5]<<8 | z[6]<<16 | (u32)z[7]<<24;
    c = T[7][a&255] ^ T[6][(a>>8)&255] ^ T[5][(a>>16)&255] ^ T[4][a>>24]
      ^ T[3][b&255] ^ T[2][(b>>8)&255] ^ T[1][(b>>16)&255] ^ T[0][b>>24];
    z += 8;
    n -= 8;
  }
  return ~c;
}

int walBlockOk(const struct wal_block *p){
  return walSum(p->payload, sizeof(p->payload))==p->checksum;
}

void walBlockStamp(struct wal_block *p){
  p->checksum = walSum(p->payload, sizeof(p->payload));
}
