# Steps, suites and their sum, for tests/run, which sources this file.
#
#     logs=build/logs
#     step "build" cmake --build build          # stops everything when it fails
#     suite "calendar" python3 tests/calendar.py
#     finish
#
# Suites run beside each other, so each keeps to folders of its own; a stage ends when all of its suites have.
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
  while ((${#suites[@]} > 0)); do
    suite_end
  done
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

# Starts a suite; as many run at once as there are cores.
suite() {
  local name=$1 log="$logs/${1//[^a-zA-Z0-9._-]/_}.log"
  shift
  while ((${#suites[@]} >= $(nproc))); do
    suite_end
  done
  mkdir -p "$logs"
  suites[$log]=$name
  (
    guarded "$@" >"$log" 2>&1
    echo "$status $log" >&"$suite_ends"
  ) &
}

# The suites that run, by their logs; and where each says that it has ended, with its status.
declare -A suites=()
exec {suite_ends}<><(:)

# Waits for one of the suites that run, and reports it.
suite_end() {
  local status log
  read -r status log <&"$suite_ends"
  local name=${suites[$log]}
  unset "suites[$log]"

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

# A doctest program in so many suites of about as many test cases, drawn in one order, so that every core has its share. Cases that a
# mark of their own leaves out are told as skipped.
doctest_suites() {
  local name=$1 parts=$2 program=$3 cases marked part first=1 last
  cases=$(doctest_cases "$program")
  marked=$(($(doctest_cases "$program" --no-skip) - cases))
  if ((marked > 0)); then
    printf '        skipped: %s: %s test cases, by their own mark\n' "$name" "$marked"
    skipped=$((skipped + marked))
  fi
  for ((part = 1; part <= parts; ++part)); do
    last=$((cases * part / parts))
    if ((last >= first || cases == 0)); then
      suite "$name, part $part of $parts" doctest_counts "$program" "$first" "$last"
    fi
    first=$((last + 1))
  done
}

doctest_cases() {
  { "$@" --count || true; } | awk '/^\[doctest\] unskipped test cases/ { cases = $NF } END { print cases + 0 }'
}

# doctest itself counts those of the other parts as passed.
doctest_counts() {
  local program=$1 first=$2 last=$3 output program_status=0
  output=$(mktemp)
  "$program" --no-colors=true --order-by=rand --rand-seed=1022 --first="$first" --last="$last" 2>&1 | tee "$output" ||
    program_status=${PIPESTATUS[0]}
  awk -F'[:|]' -v ran=$((last - first + 1)) '/^\[doctest\] test cases:/ { print ran - $4 " passed, " $4 + 0 " failed" }' "$output"
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
