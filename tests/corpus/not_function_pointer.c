typedef int (*pack_fn)(void *, int);
struct codec { pack_fn deflate; };
int run(struct codec *c, void *p)
{
    // not: compress
    return c->deflate(p, 4);
}
