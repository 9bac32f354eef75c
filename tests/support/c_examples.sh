#!/usr/bin/env bash
# Runs each example of examples/c with a pack and a new database, and compares what it prints with
# tests/examples/c_<name>.txt, which is written by hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0

for source in examples/c/*.c; do
  [[ -e $source ]] || continue
  name=$(basename "$source" .c)
  if "build/examples/c/$name" rules/province/tien-giang "$folder/$name.db" >"$folder/$name.txt" &&
    diff -u "tests/examples/c_$name.txt" "$folder/$name.txt"; then
    echo "ok: $name"
    passed=$((passed + 1))
  else
    echo "FAILED: $name"
    failed=$((failed + 1))
  fi
done

echo "$passed passed, $failed failed"
((failed == 0))
