# Debian packages for examples/quickstart and tests/run, which source this file.
#
#     source tests/support/packages.sh
#     install_packages "${build_packages[@]}"
#
# Says what is missing, installs that and nothing else, and never removes a package: where one would have to go, it
# says which and stops.

# A compiler, CMake and the libraries of the program.
build_packages=(g++ make cmake libboost1.81-dev libboost-json1.81-dev libfmt-dev libsqlite3-dev libcli11-dev
  libsodium-dev pkgconf)

# Prints those of the named packages that are not installed.
missing_packages() {
  local name
  for name in "$@"; do
    if [[ $(dpkg-query --show --showformat='${db:Status-Status} ' "$name" 2>/dev/null) != installed* ]]; then
      printf '%s\n' "$name"
    fi
  done
}

# Prints the packages that bring the commands which this machine lacks, each written COMMAND=PACKAGE. Who has Go or Node from
# elsewhere keeps them: Debian's own may not stand beside them.
packages_of_missing_commands() {
  local pair
  for pair in "$@"; do
    if ! command -v "${pair%%=*}" >/dev/null; then
      printf '%s\n' "${pair#*=}"
    fi
  done
}

# Prints the installed packages that apt would remove to install the named ones.
packages_to_remove() {
  apt-get --simulate --no-install-recommends install "$@" 2>/dev/null | awk '$1 == "Remv" { print $2 }'
}

# Stops the script with a message in Vietnamese and one in English.
stop() {
  printf '\n%s\n\n%s\n' "$1" "$2" >&2
  exit 2
}

install_packages() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    stop "Máy này không có apt-get. Hãy cài các gói tương đương với: $*" \
      "This machine has no apt-get. Install what corresponds to the Debian 12 packages: $*"
  fi

  local missing
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then
    echo "Gói phần mềm: đã đủ, không cài gì thêm. / Packages: complete, nothing to install."
    return
  fi
  echo "Sẽ cài các gói Debian sau / Will install these Debian packages:"
  printf '  %s\n' "${missing[@]}"

  local as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      stop "Cần quyền root để cài gói: hãy chạy lại bằng root, hoặc tự cài các gói trên." \
        "Installing packages needs root: run this again as root, or install the packages above yourself."
    fi
    as_root=(sudo)
  fi
  local apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet -o DPkg::Lock::Timeout=300)

  "${apt_get[@]}" update ||
    echo "apt-get update không trọn vẹn, vẫn thử cài. / apt-get update was incomplete, trying to install all the same." >&2

  local removed
  mapfile -t removed < <(packages_to_remove "${missing[@]}")
  if ((${#removed[@]} > 0)); then
    stop "Chưa cài gì. Các gói cần cài xung đột với gói đang có trên máy; muốn cài thì apt phải gỡ:
  ${removed[*]}
Chương trình này không gỡ gói nào. (libboost1.81-dev không cài được cùng libboost1.74-dev, bản mặc định của Debian 12.)
Hãy tự gỡ các gói đó nếu không cần nữa, hoặc chạy lại trong máy ảo hay container Debian 12 khác." \
      "Nothing was installed. What is needed conflicts with packages of this machine; apt would have to remove:
  ${removed[*]}
This script removes no package. (libboost1.81-dev cannot stand beside libboost1.74-dev, Debian 12's default.)
Remove them yourself if you no longer need them, or run this again in another Debian 12 machine or container."
  fi

  "${apt_get[@]}" install --yes --no-install-recommends --no-remove "${missing[@]}" ||
    stop "apt-get không cài được các gói trên; lý do nằm ở các dòng ngay phía trên." \
      "apt-get could not install these packages; the lines above say why."
}
