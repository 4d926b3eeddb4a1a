#!/bin/sh
# compare.sh BASELINE CANDIDATE: what the candidate packs, BASELINE's bgzip must unpack to the data, block by block valid.
set -eu

[ $# -eq 2 ] || { echo "usage: compare.sh BASELINE CANDIDATE" >&2; exit 2; }
baseline=$1 candidate=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
data=$baseline/harness/data/genome.txt

for threads in 1 2; do
    "$candidate/bgzip" -@$threads -c "$data" >"$scratch/candidate.gz"
    "$baseline/bgzip" -dc "$scratch/candidate.gz" | cmp - "$data"
    python3 "$baseline/harness/blocks.py" "$scratch/candidate.gz" "$data"
done
"$baseline/bgzip" -c "$data" >"$scratch/baseline.gz"
"$candidate/bgzip" -@2 -dc "$scratch/baseline.gz" | cmp - "$data"
echo "compare: both directions agree"
