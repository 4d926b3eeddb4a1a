#!/bin/sh
# compare.sh BASELINE CANDIDATE: both builds serve the same requests; log, snapshots and what was read must agree.
# Packed bytes may differ.  Only BASELINE's reader judges the archives, so a candidate cannot grade itself.
set -eu

[ $# -eq 2 ] || { echo "usage: compare.sh BASELINE CANDIDATE" >&2; exit 2; }
baseline=$1 candidate=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

for seed in 1 2; do
    rm -rf "$scratch/a" "$scratch/b"
    mkdir "$scratch/a" "$scratch/b"
    "$baseline/bench" --requests 6000 --seed $seed --output "$scratch/a" >"$scratch/log"
    "$candidate/bench" --requests 6000 --seed $seed --output "$scratch/b" >"$scratch/log"
    cmp -s "$scratch/a/reads.txt" "$scratch/b/reads.txt" \
        || { echo "compare: seed $seed: candidate reads other values" >&2; exit 1; }
    for archive in log snapshots; do
        "$baseline/inspect" "$scratch/a/$archive.archive" >"$scratch/expected"
        "$baseline/inspect" "$scratch/b/$archive.archive" >"$scratch/actual" \
            || { echo "compare: seed $seed: candidate's $archive cannot be read" >&2; exit 1; }
        cmp -s "$scratch/expected" "$scratch/actual" \
            || { echo "compare: seed $seed: candidate's $archive holds other records" >&2; exit 1; }
    done
done
echo "compare: $(wc -l <"$scratch/expected") records of the last snapshots agree"
