#!/bin/sh
# compare.sh BASELINE CANDIDATE: both builds encode the same frames; their pictures must show the same pixels.
# The PNG bytes may differ.  Only BASELINE's decoder judges, so a candidate cannot grade itself.
set -eu

[ $# -eq 2 ] || { echo "usage: compare.sh BASELINE CANDIDATE" >&2; exit 2; }
baseline=$1 candidate=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

pictures=0
for size in 320x240 97x61 1x1; do
    rm -rf "$scratch/a" "$scratch/b"
    mkdir "$scratch/a" "$scratch/b"
    "$baseline/bench" --frames 4 --size "$size" --output "$scratch/a" >"$scratch/log" || exit 1
    "$candidate/bench" --frames 4 --size "$size" --output "$scratch/b" >"$scratch/log" || exit 1
    for expected in "$scratch"/a/*.png; do
        name=$(basename "$expected")
        [ -f "$scratch/b/$name" ] || { echo "compare: $size: candidate wrote no $name" >&2; exit 1; }
        "$baseline/decode" "$expected" >"$scratch/expected.ppm"
        "$baseline/decode" "$scratch/b/$name" >"$scratch/actual.ppm" \
            || { echo "compare: $size: candidate's $name is no valid PNG" >&2; exit 1; }
        cmp -s "$scratch/expected.ppm" "$scratch/actual.ppm" \
            || { echo "compare: $size: candidate's $name shows other pixels" >&2; exit 1; }
        pictures=$((pictures + 1))
    done
done
echo "compare: $pictures pictures agree"
