#!/bin/sh
# round_trip.sh: an image of the data, and of odd files, unpacks to what went in, at several block sizes.
set -eu

tools=${TOOLS:-squashfs-tools}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

odd=$scratch/odd
mkdir -p "$odd/deep/er"
: >"$odd/empty"
printf x >"$odd/one"
head -c 131072 harness/data/picture/0.jpg >"$odd/one-block-of-noise"
head -c 131073 harness/data/lib/0.so >"$odd/block-and-a-byte"
head -c 400000 /dev/zero >"$odd/zeros"
head -c 5000 harness/data/doc/0.txt >"$odd/deep/er/text"
cp "$odd/deep/er/text" "$odd/duplicate"

pack() { # TREE OPTIONS...
    tree=$1
    shift
    rm -rf "$scratch/image" "$scratch/back"
    "$tools/mksquashfs" "$tree" "$scratch/image" -noappend -comp gzip -all-root -no-progress -quiet "$@" >/dev/null
    "$tools/unsquashfs" -no-progress -quiet -dest "$scratch/back" "$scratch/image" >/dev/null
    diff -r "$tree" "$scratch/back"
}

pack "$odd" -processors 1
pack "$odd" -processors 2 -b 4096
pack "$odd" -processors 2 -b 1048576
pack "$odd" -processors 1 -Xcompression-level 1
pack "$odd" -processors 1 -Xwindow-size 9
pack "$odd" -processors 1 -no-fragments
pack harness/data/src -processors 2
pack harness/data/picture -processors 2
echo "round trip: 8 images unpack to what went in"
