#!/usr/bin/env bash
# Runs each compiled example with a pack and a new database, and compares what it prints with
# tests/examples/<language>_<name>.txt, which is written by hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0

for source in examples/c/*.c examples/cpp/*.cpp; do
  language=$(basename "$(dirname "$source")")
  name=$(basename "${source%.*}")
  if "build/examples/$language/$name" rules/province/tien-giang "$folder/$name.db" >"$folder/$name.txt" &&
    diff -u "tests/examples/${language}_$name.txt" "$folder/$name.txt"; then
    echo "ok: $language/$name"
    passed=$((passed + 1))
  else
    echo "FAILED: $language/$name"
    failed=$((failed + 1))
  fi
done

echo "$passed passed, $failed failed"
((failed == 0))
