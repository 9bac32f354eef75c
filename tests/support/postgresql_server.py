"""A PostgreSQL server of a suite's own: as the user postgres, since the server refuses root, on a Unix socket in a folder of its own,
without a network, writing through to the disk.

    server = Server(server_programs())             # None where none is installed
    where = server.start()                         # "host=... port=5433 dbname=portal user=postgres"
    server.sql("SELECT 1")                         # [["1"]]
    server.kill(); server.start_again()            # as a power cut, and after it
    server.stop()                                  # gone with its data
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path


def server_programs():
    """The folder of initdb and pg_ctl, the newest that is installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return folders[-1].parent if folders else None


class Server:
    def __init__(self, programs, settings=""):
        self.programs = programs
        self.settings = settings
        self.folder = Path(tempfile.mkdtemp(prefix="thoihan-postgresql-"))
        self.user = []
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.user = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--"]
        os.chmod(self.folder, 0o755)
        self.data = self.folder / "data"
        self.port = "5433"
        # Nobody's server stays behind, however the suite ends.
        atexit.register(self.stop)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.where = f"host={self.folder} port={self.port} dbname=portal user=postgres"

    def run(self, *command, **options):
        subprocess.run([*self.user, *map(str, command)], check=True, cwd=self.folder, stdout=subprocess.DEVNULL, **options)

    def start(self):
        password = self.folder / "password"
        password.write_text("mật khẩu của máy chủ thử\n", encoding="utf-8")
        os.chmod(password, 0o644)
        self.run(self.programs / "initdb", "-D", self.data, "--username=postgres", "--encoding=UTF8", "--locale=C", "--auth-local=trust",
                 f"--pwfile={password}", "--no-instructions", "--no-sync", stderr=subprocess.DEVNULL)
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\nport = {self.port}\n"
                           f"shared_buffers = 64MB\nmax_connections = 40\ndeadlock_timeout = 200ms\n{self.settings}\n")
        # One role must say its password.
        (self.data / "pg_hba.conf").write_text("local all guarded scram-sha-256\nlocal all all trust\nlocal replication all trust\n",
                                               encoding="utf-8")
        self.start_again()
        self.run(self.programs / "createdb", "-h", self.folder, "-p", self.port, "-U", "postgres", "portal")
        return self.where

    def start_again(self):
        self.run(self.programs / "pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "-t", "60", "start")

    def kill(self):
        """As when the machine's power goes, but for its disk; every process of the server, so that none answers any more."""
        first = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(first)], capture_output=True, text=True, check=False).stdout.split()
        for process in [first, *map(int, children)]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        # Where nobody buries the dead they look alive to a server that begins.
        (self.data / "postmaster.pid").unlink()
        (self.folder / f".s.PGSQL.{self.port}.lock").unlink()

    def sql(self, words):
        """Rows of texts, as psql tells them."""
        done = subprocess.run([self.programs / "psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-d", self.where, "-c", words],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return [line.split("\x1f") for line in done.stdout.splitlines()]

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            subprocess.run([*self.user, self.programs / "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop"], check=False, cwd=self.folder,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)
