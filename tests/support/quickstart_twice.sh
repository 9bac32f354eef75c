#!/usr/bin/env bash
# Runs examples/quickstart twice: both must succeed, say the same and leave a database where they say it is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0

check() {
  local name=$1
  shift
  if "$@"; then
    echo "ok: $name"
    passed=$((passed + 1))
  else
    echo "FAILED: $name"
    failed=$((failed + 1))
  fi
}

# From the tables on; before them stand the messages of the build.
tables() {
  sed -n '/^== /,$p' "$1"
}

database_is_there() {
  local database
  database=$(tables "$folder/first" | grep -o '[^ ]*\.db' | tail -n 1)
  [[ -n $database && -s $database ]]
}

same_tables() {
  [[ -n $(tables "$folder/first") ]] && diff -u <(tables "$folder/first") <(tables "$folder/second")
}

run_into() {
  examples/quickstart | tee "$1"
}

check "the first run succeeds" run_into "$folder/first"
check "the second run succeeds" run_into "$folder/second"
check "both print the same" same_tables
check "the database is where they say" database_is_there

echo "$passed passed, $failed failed"
((failed == 0))
