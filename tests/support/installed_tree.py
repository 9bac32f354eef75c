"""The built tree, installed under a folder of its own, for tests that use it as a stranger does.

    tree = InstalledTree(folder)                   # cmake --install, stripped, then moved: nothing may rest on its place
    tree.run(["pkg-config", "--libs", "thoihan"])  # finds the tree's programs, libraries and .pc files

Needs a build; says what a failed command said.
"""

import os
import subprocess
from pathlib import Path

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).parents[2])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()


def run(command, **options):
    """The output of a command; what it said as the error when it failed."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                          timeout=600, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stdout}")
    return done.stdout


def only(found):
    (one,) = found
    return one


class InstalledTree:
    def __init__(self, folder, strip=True):
        before, self.prefix = Path(folder) / "first", Path(folder) / "moved"
        run(["cmake", "--install", BUILD, "--prefix", before, *(["--strip"] if strip else [])])
        before.rename(self.prefix)
        self.find()

    def find(self):
        self.library = only(self.prefix.glob("lib*/**/libthoihan.so")).parent
        self.program = self.prefix / "bin" / "thoihan"
        self.rules = self.prefix / "share" / "thoihan" / "rules"
        self.environment = {
            **os.environ,
            "PATH": f"{self.prefix / 'bin'}:{os.environ['PATH']}",
            "PKG_CONFIG_PATH": str(self.library / "pkgconfig"),
            "CMAKE_PREFIX_PATH": str(self.prefix),
            "LD_LIBRARY_PATH": str(self.library),
            "LANG": "en_GB.UTF-8",
        }

    def run(self, command, **options):
        return run(command, env=self.environment, **options)
