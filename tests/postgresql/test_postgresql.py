"""The store in PostgreSQL on a real server, which this suite makes, starts and stops: as the user postgres, since the server refuses
root, on a Unix socket in a folder of its own, without a network, writing through to the disk.

Runs thoihan_postgresql_tests (the contract of tests/contract and what only this store does), and then asks of the libraries which
of them needs libpq.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).parents[2])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
PROGRAM = BUILD / "thoihan_postgresql_tests"


def server_programs():
    """The folder of initdb and pg_ctl, the newest that is installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return folders[-1].parent if folders else None


class Server:
    """A server of its own, gone with its data."""

    def __init__(self, programs):
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="thoihan-postgresql-"))
        self.user = []
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.user = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--"]
        os.chmod(self.folder, 0o755)
        self.data = self.folder / "data"
        self.port = "5433"

    def run(self, *command):
        subprocess.run([*self.user, *map(str, command)], check=True, cwd=self.folder, stdout=subprocess.DEVNULL)

    def start(self):
        password = self.folder / "password"
        password.write_text("mật khẩu của máy chủ thử\n", encoding="utf-8")
        os.chmod(password, 0o644)
        self.run(self.programs / "initdb", "-D", self.data, "--username=postgres", "--encoding=UTF8", "--locale=C", "--auth-local=trust",
                 f"--pwfile={password}", "--no-instructions")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\nport = {self.port}\n"
                           "shared_buffers = 64MB\nmax_connections = 40\ndeadlock_timeout = 200ms\n")
        # One role must say its password.
        (self.data / "pg_hba.conf").write_text("local all guarded scram-sha-256\nlocal all all trust\n", encoding="utf-8")
        self.run(self.programs / "pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "-t", "60", "start")
        self.run(self.programs / "createdb", "-h", self.folder, "-p", self.port, "-U", "postgres", "portal")
        return f"host={self.folder} port={self.port} dbname=portal user=postgres"

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            self.run(self.programs / "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def needs_libpq(library):
    return "libpq" in subprocess.run(["ldd", str(library)], check=True, capture_output=True, text=True).stdout


def main():
    programs = server_programs()
    if programs is None or not PROGRAM.exists():
        missing = "no PostgreSQL server is installed (postgresql-15)" if programs is None else "built without libpq"
        print(f"skipped: the store in PostgreSQL: {missing}")
        print("1 passed, 0 failed")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # nobody's server stays behind
    server = Server(programs)
    passed = failed = 0
    try:
        where = server.start()
        done = subprocess.run([str(PROGRAM), "--no-colors=true", *sys.argv[1:]], check=False, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env={**os.environ, "THOIHAN_POSTGRESQL": where, "LC_ALL": "C.UTF-8"})
        print(done.stdout, end="")
        for line in done.stdout.splitlines():
            if line.startswith("[doctest] test cases:"):
                counts = [int(part.split()[0]) for part in line.split(":")[1].split("|")[1:3]]
                passed, failed = counts
        if done.returncode != 0 and failed == 0:
            failed = 1
            print(f"exit status {done.returncode}")
        if done.returncode != 0:
            print((server.folder / "log").read_text(encoding="utf-8", errors="replace")[-3000:])
    finally:
        server.stop()
    for library, expected in (("libthoihan.so", False), ("libthoihan-postgresql.so", True), ("thoihan", False)):
        as_expected = needs_libpq(BUILD / library) == expected
        passed += as_expected
        failed += not as_expected
        print(f"{'ok' if as_expected else 'FAILED'}: {library} {'needs' if expected else 'does not need'} libpq")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
