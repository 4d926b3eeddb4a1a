#include <zlib.h>
struct Codec { virtual int compress(const char *in, unsigned long n, char *out) = 0; };
struct Gzip : Codec {
    int compress(const char *in, unsigned long n, char *out) override
    {
        uLongf room = n;
        // region: compress deflate
        return compress2((Bytef *)out, &room, (const Bytef *)in, n, 6);
    }
};
int store(Codec *codec, const char *in, unsigned long n, char *out)
{
    // region: compress
    return codec->compress(in, n, out);
}
