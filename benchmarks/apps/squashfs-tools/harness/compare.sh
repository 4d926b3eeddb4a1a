#!/bin/sh
# compare.sh BASELINE CANDIDATE: the candidate's image of the data must unpack, with BASELINE's tool, to the data.
set -eu

[ $# -eq 2 ] || { echo "usage: compare.sh BASELINE CANDIDATE" >&2; exit 2; }
baseline=$1 candidate=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

"$candidate/squashfs-tools/mksquashfs" "$baseline/harness/data" "$scratch/image" -noappend -comp gzip -processors 2 \
    -all-root -no-progress -quiet >/dev/null
"$baseline/squashfs-tools/unsquashfs" -no-progress -quiet -dest "$scratch/back" "$scratch/image" >/dev/null
diff -r "$baseline/harness/data" "$scratch/back"
echo "compare: $(find "$scratch/back" -type f | wc -l) files agree"
