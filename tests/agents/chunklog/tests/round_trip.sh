#!/bin/sh
# What is written comes back: as a whole, and chunk by chunk; sizes around the chunk's edge and nothing at all.
set -eu
for bytes in 0 1 32767 32768 32769 65536 500000; do
    ./chunklog write check.clog $bytes 7 check.txt
    ./chunklog cat check.clog | cmp - check.txt
    chunks=$(./chunklog chunks check.clog)
    [ "$chunks" = $((bytes / 32768 + 1)) ] || { echo "$bytes bytes: $chunks chunks"; exit 1; }
    i=0
    while [ $i -lt "$chunks" ]; do
        ./chunklog cat check.clog $i
        i=$((i + 1))
    done | cmp - check.txt
done
rm -f check.clog check.txt
