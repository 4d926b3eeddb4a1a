extern const unsigned char sbox[256];
void sub_bytes(unsigned char *state)
{
    // not: crc
    for (int i = 0; i < 16; i++)
        state[i] = sbox[state[i] ^ 0x63];
}
