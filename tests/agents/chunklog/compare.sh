#!/bin/sh
# Both trees write the same text; each archive, whole and in chunks, is read by the unmodified reader.
set -eu
reader=$1/chunklog
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for size in 0 32768 1000001; do
    for tree in "$1" "$2"; do
        (cd "$tree" && ./chunklog write "$work/archive" $size 11 "$work/text")
        "$reader" cat "$work/archive" | cmp - "$work/text"
        "$reader" chunks "$work/archive" >"$work/count"
        i=0
        while [ $i -lt "$(cat "$work/count")" ]; do
            "$reader" cat "$work/archive" $i
            i=$((i + 1))
        done | cmp - "$work/text"
    done
done
echo same
