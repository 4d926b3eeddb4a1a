char *path_join(char *to, const char *a, const char *b)
{
    // not: copy
    while ((*to = *a++) != '\0')
        to++;
    *to++ = '/';
    while ((*to = *b++) != '\0')
        to++;
    return to;
}
