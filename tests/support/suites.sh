# Steps, suites and their sum, for tests/run, which sources this file.
#
#     logs=build/logs
#     step "build" cmake --build build          # stops everything when it fails
#     suite "calendar" python3 tests/calendar.py
#     finish
#
# A suite is a command whose last line is "N passed, N failed". It is red when something failed, when its exit status
# says so, and when it ran nothing; each of the last two counts as one failure. Lines that begin with "skipped:" are
# repeated and counted. Output goes to a log in $logs and is shown when the suite is red.

passed=0
failed=0
skipped=0

# Runs a command with "set -e" inside it and sets $status; it must not stand in a condition, which would switch that off.
guarded() {
  set +e
  (set -e; "$@")
  status=$?
  set -e
}

minutes() {
  printf '%d.%d min' $(($1 / 60)) $(($1 % 60 / 6))
}

# The headline of a stage; the stage before it gets its minutes.
stage() {
  stage_end
  stage_name=$1 stage_start=$SECONDS
  printf '\n== %s\n' "$1"
}

stage_end() {
  if [[ -n ${stage_name:-} ]]; then
    printf '== %s: %s\n' "$stage_name" "$(minutes $((SECONDS - stage_start)))"
  fi
}

step() {
  local name=$1
  shift
  guarded "$@"
  if ((status != 0)); then
    echo "FAILED  $name: exit status $status"
    failed=$((failed + 1))
    finish
  fi
}

suite() {
  local name=$1 log="$logs/${1//[^a-zA-Z0-9._-]/_}.log"
  shift
  mkdir -p "$logs"
  guarded "$@" >"$log" 2>&1

  local counts="" suite_passed=0 suite_failed=0 problem=""
  if [[ $(tail -n 1 "$log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    suite_passed=${BASH_REMATCH[1]} suite_failed=${BASH_REMATCH[2]}
  fi
  if ((suite_failed == 0 && status != 0)); then
    problem=", exit status $status"
  elif ((suite_passed + suite_failed == 0)); then
    problem=", ran nothing"
  fi
  counts="$suite_passed passed, $suite_failed failed$problem"
  if [[ -n $problem ]]; then
    suite_failed=$((suite_failed + 1))
  fi

  if ((suite_failed > 0)); then
    printf 'FAILED  %-40s %s\n' "$name" "$counts"
    tail -n 200 "$log" | sed 's/^/        | /'
    echo "        whole log: $log"
  else
    printf 'ok      %-40s %s\n' "$name" "$counts"
    sed -n 's/^skipped:/        skipped:/p' "$log"
  fi
  passed=$((passed + suite_passed))
  failed=$((failed + suite_failed))
  skipped=$((skipped + $(grep -c '^skipped:' "$log" || true)))
}

# A doctest program as a suite: its test cases are counted.
doctest_suite() {
  local name=$1
  shift
  suite "$name" doctest_counts "$@"
}

doctest_counts() {
  local output program_status=0
  output=$(mktemp)
  "$@" --no-colors=true 2>&1 | tee "$output" || program_status=${PIPESTATUS[0]}
  awk -F'[:|]' '/^\[doctest\] test cases:/ {
    if ($5 + 0 > 0) print "skipped:" $5 " test cases, by their own mark"
    print $3 + 0 " passed, " $4 + 0 " failed"
  }' "$output"
  rm -f "$output"
  return "$program_status"
}

# The sum: minutes of the last stage and of everything, what was skipped, the one line of counts, the exit status.
finish() {
  stage_end
  echo
  echo "all: $(minutes "$SECONDS")"
  echo "skipped: $skipped"
  echo "$passed passed, $failed failed"
  if ((failed > 0 || passed == 0)); then
    exit 1
  fi
  exit 0
}
