#!/bin/sh
# speed.sh [OPTION…]: AES-256-GCM over records of 16 KiB by `openssl speed`, with its own options; prints how many were done.
set -eu

said=$(openssl speed "$@" -evp aes-256-gcm -bytes 16384 -seconds 1 2>&1) || { echo "$said" >&2; exit 1; }
count=$(echo "$said" | sed -n 's/^Doing .* size blocks: \([0-9]*\) .*/\1/p' | head -n 1)
[ -n "$count" ] || { echo "speed.sh: no count in: $said" >&2; exit 1; }
echo "accel-metric items $count record"
