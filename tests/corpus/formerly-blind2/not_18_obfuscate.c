/* Settings file: passwords are obfuscated with a rotating offset (not a
 * cipher; the function name is historical). */
#include <string.h>

void encrypt_password(char *s)
{
    unsigned k = 13;
    // not: encrypt
    for (; *s; s++) {
        if (*s >= 'a' && *s <= 'z')
            *s = (char)('a' + (*s - 'a' + k) % 26);
        else if (*s >= 'A' && *s <= 'Z')
            *s = (char)('A' + (*s - 'A' + k) % 26);
        k = (k * 7 + 3) % 26;
    }
}
