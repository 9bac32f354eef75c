#!/usr/bin/env bash
# Runs a command as somebody whom file permissions stop.
#
#     tests/support/unprivileged.sh COMMAND ARGUMENT...
#
# Root writes read-only files, so a test of them would pass for the wrong reason. As root, the command runs without any
# of root's capabilities: what it is then refused is what an ordinary owner of the files is refused. (Not as the user
# "nobody", who could not even enter a checkout under /root.) As any other user, it simply runs.
set -euo pipefail

if ((EUID == 0)); then
  exec setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all -- "$@"
fi
exec "$@"
