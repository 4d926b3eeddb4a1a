unsigned lfsr_next(unsigned state)
{
    // not: crc
    for (int i = 0; i < 32; i++)
        state = (state >> 1) ^ (-(state & 1u) & 0xB4BCD35Cu);
    return state;
}
