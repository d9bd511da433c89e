#!/usr/bin/env bash
# Asserts that a running edge keeps its contract; starts nothing:
#   envoy/verify.sh [URL] [PICTURE]     default: http://127.0.0.1:8080 and samples/mug.png
# Ends with 1 if anything differs, and says what.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
edge=${1:-http://127.0.0.1:8080}
picture=${2:-$here/../samples/mug.png}
body=$(mktemp)
trap 'rm -f "$body"' EXIT
failures=0

# check NAME STATUS TYPE PATTERN CURL-ARGUMENTS...: status, media type and a pattern in the body.
check() {
  local name=$1 status=$2 type=$3 pattern=$4 got
  shift 4
  got=$(curl -sS -m 120 -o "$body" -w '%{http_code} %{content_type}' -H 'Expect:' "$@") || got="none"
  if [ "${got%% *}" != "$status" ]; then
    problem "$name" "status ${got%% *} (expected: $status)"
  elif [ -n "$type" ] && [ "$(cut -d' ' -f2 <<<"${got%%;*}")" != "$type" ]; then
    problem "$name" "content type ${got#* } (expected: $type)"
  elif ! LC_ALL=C grep -aqE -- "$pattern" "$body"; then
    problem "$name" "body $(head -c 200 "$body" | tr -d '\0') (expected: $pattern)"
  else
    echo "ok      $name"
  fi
}
problem() {
  echo "FAILED  $1: $2"
  failures=$((failures + 1))
}
post=(-H 'Content-Type: image/png' --data-binary "@$picture")
api=$edge/api/v1

check 'stages as lines' 200 application/x-ndjson '"stage":"completed".*"status":"complete"' "${post[@]}" "$api/generate-progressive?quality=1"
check 'stages as events' 200 text/event-stream '^data: .*"stage":"completed"' "${post[@]}" -H 'Accept: text/event-stream' "$api/generate-progressive?quality=1"
check 'final event' 200 application/json '"stage":"completed"' "${post[@]}" "$api/generate?quality=1"
artifact=$(grep -oE '/api/v1/artifacts/[0-9a-f]{64}' "$body" | head -1 || true)
check 'mesh' 200 model/gltf-binary '^glTF' "${post[@]}" -H 'Accept: model/gltf-binary' "$api/generate?quality=1"
check 'artifact' 200 model/gltf-binary '^glTF' "$edge$artifact"
check 'artifact as STL' 200 model/stl . "$edge$artifact?format=stl"
# The mesh is known by now, so that the job is done at once.
check 'job' 200 application/json '"status":"complete"' "${post[@]}" "$edge/api/agent/generate-3d?quality=1"
job=$(grep -oE '"id":"[0-9a-f]{64}"' "$body" | cut -d'"' -f4 || true)
check 'job status' 200 application/json '"progress":100' "$edge/api/agent/status/$job"
check 'job download' 200 model/stl . "$edge/api/agent/download/$job?format=stl"
check 'unknown job' 404 application/json JOB_UNKNOWN "$edge/api/agent/status/$(printf '0%.0s' {1..64})"
check 'jobs are taken' 200 application/json '"status":"ready"' "$edge/api/agent/health"
check 'unknown artifact' 404 application/json ARTIFACT_UNKNOWN "$api/artifacts/$(printf '0%.0s' {1..64})"
check 'no picture' 400 application/json EMPTY_IMAGE -X POST "$api/generate"
check 'no image type' 400 application/json UNSUPPORTED_IMAGE_TYPE -d hello "$api/generate"
check 'parameter out of range' 400 application/json 'quality: 11' "${post[@]}" "$api/generate?quality=11"
check 'unknown parameter' 400 application/json colour "${post[@]}" "$api/generate?colour=red"
check 'undeclared path' 404 '' . "$edge/nope"
check 'body over the limit' 413 '' . --data-binary "@-" "$api/generate" < <(head -c 34603008 /dev/zero)
check 'device' 200 application/json '"available":' "$api/gpu/stats"
check 'cache' 200 application/json '"hit_rate":' "$api/cache/stats"
check 'performance' 200 application/json '"requests":' "$edge/api/performance/summary"
check 'health' 200 application/json '"healthy": ?true' "$edge/health"

if [ "$failures" -gt 0 ]; then
  echo "$failures checks failed: $edge" >&2
  exit 1
fi
