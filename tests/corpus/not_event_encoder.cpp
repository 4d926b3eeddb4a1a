struct Encoder { void compress(int level); };
void configure(Encoder &e)
{
    // not: compress
    e.compress(3);
}
