#include <zlib.h>
#include "imgout.h"

/* Screen captures for the remote console: the link is local, latency counts. */
int IdatWriteRows(ImgOut *o, const unsigned char *rows, unsigned long n)
{
  z_stream z = {0};
  int rc;

  if (deflateInit(&z, Z_NO_COMPRESSION) != Z_OK)
    return IMG_ENOMEM;
  z.next_in = (unsigned char *)rows;
  z.avail_in = n;
  do {
    z.next_out = o->chunk;
    z.avail_out = IMG_CHUNK;
    // degrades: compress
    rc = deflate(&z, Z_FINISH);
    ImgChunk(o, "IDAT", o->chunk, IMG_CHUNK - z.avail_out);
  } while (rc == Z_OK);
  deflateEnd(&z);
  return rc == Z_STREAM_END ? IMG_OK : IMG_EDATA;
}
