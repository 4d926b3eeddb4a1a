# sh same.sh BASELINE CANDIDATE OUTPUT: runs the workload in both trees; what the baseline's programs decode must be equal.
set -eu
baseline=$1 candidate=$2 output=$3
for tree in "$baseline" "$candidate"; do
    cd "$tree"
    rm -f $output
    sh harness/work.sh > /dev/null
    [ -s "$output" ] || { echo "same: $tree made no $output"; exit 1; }
done
kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT
cd "$baseline"
OUTPUT="$baseline/$output" sh harness/decode.sh > "$kept/one"
OUTPUT="$candidate/$output" sh harness/decode.sh > "$kept/other"
[ -s "$kept/one" ] || { echo "same: nothing was decoded"; exit 1; }
cmp "$kept/one" "$kept/other"
