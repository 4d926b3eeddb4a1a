unsigned long bucket(const char *s)
{
    unsigned long h = 5381;
    int c;
    // not: hash
    while ((c = *s++))
        h = ((h << 5) + h) + c;
    return h;
}
