/* Prints the interface's values, sizes and offsets as JSON. Compiles against the vendor's headers and against ours. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "qpl/qpl.h"

#define VALUE(name) printf("%s\"%s\": %lld", first ? "" : ",\n ", #name, (long long)(name)), first = 0
#define SIZE(type) printf(",\n \"sizeof %s\": %zu", #type, sizeof(type))
#define AT(type, field) printf(",\n \"%s.%s\": %zu", #type, #field, offsetof(type, field))

int main(void)
{
    int first = 1;
    printf("{");
#include "layout_values.h"
    printf("}\n");
    return 0;
}
