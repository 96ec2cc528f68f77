#!/usr/bin/env bash
# A long session through the demo's three processes: does resident memory or the delay grow?
#   bench/soak.sh [SECONDS] [OUTPUT]        (default 900, soak-output; as root it runs in a private namespace)
# Writes OUTPUT/memory.tsv (seconds, MiB of gateway, node, client) and prints each one's slope over the
# second half, with its standard error, and the client's own report.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${1:-900}"
output="${2:-soak-output}"
mkdir -p "$output"

isolated=()
[[ $EUID == 0 ]] && isolated=(--isolated)
./facewire demo "${isolated[@]}" --seconds "$seconds" --output "$output" >"$output/client.log" 2>&1 &
demo=$!
trap 'kill "$demo" 2>/dev/null || true; wait "$demo" 2>/dev/null || true' EXIT

resident() { # MODULE -> MiB of this checkout's jar of that module, or 0
  local pid
  pid="$(pgrep -f -- "-jar $PWD/$1/target/facewire-$1.jar" | head -n 1 || true)"
  if [[ -n "$pid" ]]; then awk '/^VmRSS/ { print $2 / 1024 }' "/proc/$pid/status" 2>/dev/null || echo 0; else echo 0; fi
}

begin=$SECONDS
: >"$output/memory.tsv"
while kill -0 "$demo" 2>/dev/null; do
  sleep 5
  printf '%d\t%s\t%s\t%s\n' $((SECONDS - begin)) "$(resident gateway)" "$(resident gpu-verticle)" "$(resident client)" >>"$output/memory.tsv"
done
status=0
wait "$demo" || status=$?
trap - EXIT

# Least squares over the samples of the second half in which all three ran.
for column in 2:gateway 3:node 4:client; do
  awk -F '\t' -v c="${column%%:*}" -v name="${column##*:}" '
    $2 > 0 && $3 > 0 && $4 > 0 { n++; t[n] = $1; m[n] = $c }
    END {
      from = int(n / 2) + 1; k = n - from + 1
      if (k < 3) { print name ": too few samples"; exit }
      for (i = from; i <= n; i++) { st += t[i]; sm += m[i] }
      st /= k; sm /= k
      for (i = from; i <= n; i++) { xx += (t[i] - st) ^ 2; xy += (t[i] - st) * (m[i] - sm) }
      slope = xy / xx
      for (i = from; i <= n; i++) e += (m[i] - sm - slope * (t[i] - st)) ^ 2
      printf "%-8s %.0f MiB, slope %+.2f +- %.2f MiB a minute\n", name, m[n], slope * 60, sqrt(e / (k - 2) / xx) * 60
    }' "$output/memory.tsv"
done
cat "$output/report.json"
exit "$status"
