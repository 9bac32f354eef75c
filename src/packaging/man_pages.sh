#!/usr/bin/env bash
# Writes the man pages of the program from what its --help says: thoihan(1), and thoihan-COMMAND(1) for each command.
#
#     src/packaging/man_pages.sh HELP2MAN PROGRAM VERSION FOLDER
#
# FOLDER is made anew. With SOURCE_DATE_EPOCH set the pages are the same to the byte.
set -euo pipefail
help2man=$1 program=$2 version=$3 folder=$4
here=$(dirname "${BASH_SOURCE[0]}")
more=$(mktemp)
trap 'rm -f "$more"' EXIT
export LC_ALL=C.UTF-8

rm -rf "$folder"
mkdir -p "$folder"

# NAME_OF_PAGE DESCRIPTION CALL
page() {
  # The description is the headline of --help; under NAME it stands without a full stop.
  "$help2man" --no-info --section=1 --locale=C.UTF-8 --help-option="--help --lang en" --version-string="$version" \
    --source="thoihan $version" --name="${2%.}" --include="$more" "$3" |
    sed -e "s/^\.TH THOIHAN /.TH ${1^^} /" -e "s/^${1/-/ } \\\\- /${1/-/\\\\-} \\\\- /" -e 's/^\.SS "\(.*\):"$/.SH \U\1/' |
    gzip -9n >"$folder/$1.1.gz"
}

help=$("$program" --help --lang en)
mapfile -t commands < <(awk '/^Commands:/ { inside = 1; next } /^$/ { inside = 0 } inside { print $1 }' <<<"$help")
if ((${#commands[@]} == 0)); then
  echo "$program --help lists no commands" >&2
  exit 1
fi

{
  cat "$here/man_sections.txt"
  printf '\n[SEE ALSO]\n'
  printf '.BR thoihan\\-%s (1),\n' "${commands[@]}" | sed '$ s/,$//'
} >"$more"
page thoihan "$(head -n 1 <<<"$help")" "$program"

printf '[SEE ALSO]\n.BR thoihan (1)\n' >"$more"
for command in "${commands[@]}"; do
  page "thoihan-$command" "$("$program" "$command" --help --lang en | head -n 1)" "$program $command"
done
