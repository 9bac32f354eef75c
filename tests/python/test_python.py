"""The Python package: its wheel is built outside the tree, installed in an environment of its own, and asked there by pytest.

    python3 -B tests/python/test_python.py [--sdist] [PYTEST-OPTION]...

Works in BUILD/python. The wheel links BUILD/libthoihan.a (scikit-build-core, with CMake's THOIHAN_LIBRARY), so that only the shims are
compiled; with --sdist it comes from an sdist alone, which takes minutes (tests/long sdist). numpy, pandas, pytest, Hypothesis and mypy are
Debian's; scikit-build-core, Polars and PyArrow come from the package registry. Where that cannot be reached, CMake installs the package
without them, and what they would have shown is named and counted as skipped. tests/python/suite has the tests.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
PACKAGE = SOURCE / "bindings/python"
WORK = BUILD / "python"
PYTHON = "/usr/bin/python3"  # Debian's packages are this one's, whatever stands first in the path
# PyArrow's last that goes with Debian's numpy.
REGISTRY = ["scikit-build-core>=0.10", "polars", "pyarrow==16.1.0"]
UNREACHED = re.compile(r"NewConnectionError|Temporary failure in name resolution|No matching distribution found|ConnectTimeout|SSLError|ProxyError")

ENVIRONMENT = {**os.environ, "THOIHAN_SOURCE_DIR": str(SOURCE), "THOIHAN_BUILD_DIR": str(BUILD), "PYTHONDONTWRITEBYTECODE": "1",
               "PIP_DISABLE_PIP_VERSION_CHECK": "1", "CMAKE_BUILD_PARALLEL_LEVEL": os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count()))}
if shutil.which("ccache"):
    ENVIRONMENT["CMAKE_CXX_COMPILER_LAUNCHER"] = "ccache"


def run(command, **options):
    """What a command says; as an error when it fails."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                          env=ENVIRONMENT, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stdout}")
    return done.stdout


def environment():
    """A Python of its own with what the registry has; whether that could be reached."""
    python = WORK / "venv/bin/python"
    if not python.exists():
        run([PYTHON, "-m", "venv", "--system-site-packages", WORK / "venv"])
    try:
        run([python, "-m", "pip", "install", "--quiet", "--prefer-binary", *REGISTRY])
    except RuntimeError as problem:
        if not UNREACHED.search(str(problem)):
            raise
        return python, False
    return python, True


def install(python, from_sdist):
    """The wheel, by way of scikit-build-core."""
    wheels = WORK / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    what, settings = PACKAGE, [f"cmake.define.THOIHAN_LIBRARY={BUILD / 'libthoihan.a'}", "cmake.define.THOIHAN_WERROR=ON",
                               f"build-dir={WORK / 'cmake'}"]
    if from_sdist:
        code = "import sys, thoihan_build; print(thoihan_build.build_sdist(sys.argv[1]))"
        wheels.mkdir()
        name = run([python, "-c", f"import sys; sys.path.insert(0, 'backend'); {code}", wheels], cwd=PACKAGE).splitlines()[-1]
        what, settings = wheels / name, []
    run([python, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", *(f"--config-settings={one}" for one in settings),
         "--wheel-dir", wheels, what])
    (wheel,) = wheels.glob("thoihan-*.whl")
    run([python, "-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", wheel])


def install_without_registry(python):
    """The same files in the same places, by CMake alone."""
    where = run([python, "-c", "import sysconfig; print(sysconfig.get_path('platlib'))"]).strip()
    shutil.rmtree(Path(where) / "thoihan", ignore_errors=True)
    run(["cmake", "-S", PACKAGE, "-B", WORK / "cmake-alone", "-DCMAKE_BUILD_TYPE=Release", f"-DPython_EXECUTABLE={python}",
         f"-DTHOIHAN_LIBRARY={BUILD / 'libthoihan.a'}", "-DTHOIHAN_WERROR=ON"])
    run(["cmake", "--build", WORK / "cmake-alone", "--parallel"])
    run(["cmake", "--install", WORK / "cmake-alone", "--prefix", where, "--strip"])
    shutil.copytree(PACKAGE / "thoihan", Path(where) / "thoihan", dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))


def ask(python, options):
    """pytest from outside the tree: passed, failed, and why something was skipped."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.xml"
        asked = subprocess.run([python, "-B", "-W", "error", "-m", "pytest", "-c", HERE / "suite/pytest.ini", "--rootdir", HERE / "suite",
                                f"--junit-xml={results}", *options, HERE / "suite"], cwd=folder, env=ENVIRONMENT, check=False)
        if asked.returncode not in (0, 1):
            raise RuntimeError(f"pytest: exit status {asked.returncode}")
        cases = list(xml.parse(results).iter("testcase"))
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skipped = [f"{case.get('name')}: {case.find('skipped').get('message')}" for case in cases if case.find("skipped") is not None]
    return len(cases) - failed - len(skipped), failed, skipped


def main():
    options = sys.argv[1:]
    from_sdist = options[:1] == ["--sdist"]
    WORK.mkdir(parents=True, exist_ok=True)
    python, reached = environment()
    if reached:
        install(python, from_sdist)
    elif from_sdist:
        raise RuntimeError("the package registry cannot be reached")
    else:
        print("skipped: the wheel by scikit-build-core: the package registry cannot be reached")
        install_without_registry(python)
    passed, failed, skipped = ask(python, options[from_sdist:])
    for reason in skipped:
        print(f"skipped: {reason}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
