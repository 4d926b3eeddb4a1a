void hmac_pads(unsigned char *ipad, unsigned char *opad, const unsigned char *key)
{
    // not: erasure
    for (int i = 0; i < 64; i++) {
        ipad[i] ^= key[i];
        opad[i] ^= key[i];
    }
}
