void cbc_block(unsigned char *block, const unsigned char *iv)
{
    // not: erasure
    for (int i = 0; i < 16; i++)
        block[i] ^= iv[i];
}
