#!/bin/sh
# compose.sh [THUMBNAILER STORE [REQUESTS [WORKERS [FRAMES]]]]: runs the two built services together: the store serves
# its requests and fetches previews from the thumbnailer over a Unix socket, while WORKERS thumbnailers work off a backlog
# of FRAMES photos each, one photo after another.  Prints the accel-metric lines of both services; path_latency_* are the
# requests that went through both.  Exits with 1 when either service fails.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
thumbnailer=${1:-$here/thumbnailer}
store=${2:-$here/session-store}
requests=${3:-2000}
workers=${4:-20}
frames=${5:-28}
scratch=$(mktemp -d)
server=
bulk=

stop_server() {
    [ -n "$server" ] || return 0
    kill "$server" 2>/dev/null || true
    status=0
    wait "$server" || status=$?
    server=
    return $status
}
stop_all() {
    for worker in $bulk; do kill "$worker" 2>/dev/null || true; done
    stop_server || true
    rm -rf "$scratch"
}
trap stop_all EXIT
trap 'exit 1' INT TERM HUP

for program in "$thumbnailer/thumbnailer" "$thumbnailer/bench" "$store/bench"; do
    [ -x "$program" ] || { echo "compose: $program is not built: run make there" >&2; exit 2; }
done

"$thumbnailer/thumbnailer" --listen "unix:$scratch/socket" &
server=$!
tries=0
while [ ! -S "$scratch/socket" ]; do
    kill -0 "$server" 2>/dev/null || { echo "compose: the thumbnailer did not start" >&2; exit 1; }
    tries=$((tries + 1))
    [ $tries -le 500 ] || { echo "compose: the thumbnailer does not listen" >&2; exit 1; }
    sleep 0.02
done

worker=0
while [ $worker -lt "$workers" ]; do
    "$thumbnailer/bench" --frames "$frames" --size 320x240 >"$scratch/bulk.$worker" &
    bulk="$bulk $!"
    worker=$((worker + 1))
done
"$store/bench" --requests "$requests" --keys 200 --puts 90 --large 200 --thumbnailer "unix:$scratch/socket" \
    | sed 's/^accel-metric /accel-metric session-store./' >"$scratch/store"
grep -q 'session-store.items' "$scratch/store" || { echo "compose: the session store failed" >&2; exit 1; }
cat "$scratch/store"
for worker in $bulk; do
    wait "$worker" || { echo "compose: a thumbnailer worker failed" >&2; exit 1; }
done
bulk=
stop_server || { echo "compose: the thumbnailer ended with an error" >&2; exit 1; }

# Every worker encodes one photo after another, so that together they make WORKERS photos in a mean latency.
[ "$workers" -gt 0 ] || exit 0
cat "$scratch"/bulk.* | awk -v workers="$workers" '
    $2 == "items" { items += $3 }
    $2 == "latency_mean" { sum += $3; n++ }
    $2 == "latency_p99" { if ($3 > worst) worst = $3 }
    END {
        printf "accel-metric thumbnailer.items %d frame\n", items
        printf "accel-metric thumbnailer.throughput %.3f item/s\n", workers * 1e6 * n / sum
        printf "accel-metric thumbnailer.latency_p99 %.3f us\n", worst
    }'
