#!/bin/sh
# check.sh: AES-256-GCM as configured gives the ciphertext and tag of a published test vector (McGrew and Viega, case 13).
set -eu

cc -O1 -o vector vector.c -lcrypto
./vector
