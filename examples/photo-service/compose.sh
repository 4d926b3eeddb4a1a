#!/bin/sh
# compose.sh [THUMBNAILER STORE [REQUESTS]]: runs the two built services together: the store fetches previews from the
# thumbnailer over a Unix socket.  Prints the store's accel-metric lines; path_latency_* are the requests that went
# through both services.  Exits with 1 when either service fails.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
thumbnailer=${1:-$here/thumbnailer}
store=${2:-$here/session-store}
requests=${3:-20000}
scratch=$(mktemp -d)
server=

stop_server() {
    [ -n "$server" ] || return 0
    kill "$server" 2>/dev/null || true
    status=0
    wait "$server" || status=$?
    server=
    return $status
}
trap 'stop_server || true; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM HUP

for program in "$thumbnailer/thumbnailer" "$store/bench"; do
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

"$store/bench" --requests "$requests" --thumbnailer "unix:$scratch/socket"
stop_server || { echo "compose: the thumbnailer ended with an error" >&2; exit 1; }
