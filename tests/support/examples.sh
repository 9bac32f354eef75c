#!/usr/bin/env bash
# Runs each compiled example with a pack and a new database, and compares what it prints with
# tests/examples/<language>_<name>.txt, or for a story that every language tells tests/examples/<name>.txt: written by hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0

for source in examples/c/*.c examples/cpp/*.cpp; do
  language=$(basename "$(dirname "$source")")
  name=$(basename "${source%.*}")
  expected=tests/examples/${language}_$name.txt
  arguments=(rules/province/tien-giang "$folder/$language-$name.db")
  case $name in
    report_story)
      expected=tests/examples/$name.txt
      arguments=(rules/province/tien-giang examples/data/report_story.jsonl "$folder/$language-$name.db")
      ;;
    due_vectors)
      expected=$folder/agreement
      echo "$(grep -c '^[^#]' tests/data/dues.tsv) dues agree, 0 differ" >"$expected"
      arguments=(rules/province tests/data/dues.tsv)
      ;;
  esac
  if "build/examples/$language/$name" "${arguments[@]}" >"$folder/$name.txt" && diff -u "$expected" "$folder/$name.txt"; then
    echo "ok: $language/$name"
    passed=$((passed + 1))
  else
    echo "FAILED: $language/$name"
    failed=$((failed + 1))
  fi
done

echo "$passed passed, $failed failed"
((failed == 0))
