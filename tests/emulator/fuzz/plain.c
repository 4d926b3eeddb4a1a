/* Runs the fuzz target on inputs from a fixed generator, where there is no fuzzer: plain RUNS */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
    static uint8_t input[512];
    unsigned long runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    uint64_t state = 88172645463325252ULL;
    LLVMFuzzerInitialize(&argc, &argv);
    for (unsigned long run = 0; run < runs; run++) {
        for (size_t i = 0; i < sizeof input; i++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            input[i] = (uint8_t)(state >> 32);
        }
        LLVMFuzzerTestOneInput(input, 1 + run % sizeof input);
    }
    printf("%lu runs\n", runs);
    return 0;
}
