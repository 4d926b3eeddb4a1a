#!/bin/sh
# compare.sh BASELINE CANDIDATE [SEED]: both builds hold, copy and find the same.
set -eu

[ $# -ge 2 ] || { echo "usage: compare.sh BASELINE CANDIDATE [SEED]" >&2; exit 2; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for seed in ${3:-1} 2; do
    "$1/bench" --rounds 3 --seed "$seed" --output "$scratch/expected" >/dev/null
    "$2/bench" --rounds 3 --seed "$seed" --output "$scratch/actual" >/dev/null
    cmp -s "$scratch/expected" "$scratch/actual" || { echo "compare: seed $seed: other contents" >&2; exit 1; }
done
