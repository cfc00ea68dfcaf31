#!/bin/sh
# Trains what the page ships, once for each sync period: record.sh LONGHAUL DIR, for instance
#   studies/src/main/resources/org/longhaul/study/serve/runs/record.sh ./longhaul runs/page
# and keeps the trainings: a zip for each beside this script.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
longhaul=$1
out=$2
train() { # sync period, steps that a fragment of streaming-diloco travels
  "$longhaul" run "$here/eight-workers.yaml" --out "$out/every-$1" \
    --set "methods[local-adam].period=$1" \
    --set "methods[des-loc].parameterPeriod=$1" \
    --set "methods[des-loc].firstMomentPeriod=$((3 * $1))" \
    --set "methods[des-loc].secondMomentPeriod=$((6 * $1))" \
    --set "methods[diloco].parameterPeriod=$1" \
    --set "methods[streaming-diloco].parameterPeriod=$1" \
    --set "methods[streaming-diloco].overlapSteps=$2"
}
train 4 1
train 16 4
train 32 4
"$longhaul" serve "$out/every-4" "$out/every-16" "$out/every-32" --pack "$here"
