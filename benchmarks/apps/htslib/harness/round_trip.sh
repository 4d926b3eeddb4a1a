#!/bin/sh
# round_trip.sh: files of many sizes survive bgzip, with and without threads; random access and gzip agree.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
data=harness/data/genome.txt

check() { # FILE OPTIONS...
    file=$1
    shift
    ./bgzip "$@" -c "$file" >"$scratch/packed.gz"
    python3 harness/blocks.py "$scratch/packed.gz" "$file"
    ./bgzip -dc "$scratch/packed.gz" | cmp - "$file"
    ./bgzip -@2 -dc "$scratch/packed.gz" | cmp - "$file"
}

for size in 0 1 511 65279 65280 65281 300000 2000000; do
    head -c $size "$data" >"$scratch/file"
    check "$scratch/file"
    check "$scratch/file" -@2
done
for level in 0 1 9; do
    check "$scratch/file" -@2 -l $level
done
python3 harness/blocks.py --noise "$scratch/noise"
check "$scratch/noise"
check "$scratch/noise" -@2

cp "$scratch/file" "$scratch/indexed"
./bgzip -i "$scratch/indexed"
./bgzip -b 123456 -s 1000 "$scratch/indexed.gz" >"$scratch/part"
tail -c +123457 "$scratch/file" | head -c 1000 | cmp - "$scratch/part"
echo "round trip: all sizes and levels come back"
