"""Compiles the public headers as their users do, every warning an error.

    python3 tests/meta/check_headers.py [ROOT]

kernel.hpp alone and twice, linked from two files, with each C++ compiler; thoihan.h and any other C header alone and twice, in
five standards of two languages, and their flat twins once, after <stdint.h>; every other public header alone. A compiler that is not installed is named and counted as skipped.
"""

import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gate

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror", "-pedantic-errors"]
CXX_COMPILERS = ["g++", "clang++"]
C_COMPILERS = ["gcc", "clang"]
C_STANDARDS = {"c99": ".c", "c11": ".c", "c17": ".c", "c++11": ".cpp", "c++20": ".cpp"}


def compile_text(root, folder, compiler, standard, suffix, text, action):
    """Compiles text as a file of its own; what the compiler said if it refused, else nothing."""
    handle, source = tempfile.mkstemp(suffix=suffix, dir=folder, text=True)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    done = gate.run([compiler, f"-std={standard}", *WARNINGS, f"-I{root / 'include'}", *action, source])
    return [] if done.returncode == 0 else done.stdout.splitlines()[:12]


def kernel_alone(root, folder, compiler):
    include = "#include <thoihan/kernel.hpp>\n"
    object_file = ["-O1", "-c", "-o", os.devnull]
    found = compile_text(root, folder, compiler, "c++20", ".cpp", include * 2, object_file)
    if found:
        return found
    other = Path(folder) / f"other-{compiler}.cpp"
    other.write_text(include)
    return compile_text(root, folder, compiler, "c++20", ".cpp", include + "int main() {}\n",
                        ["-o", str(Path(folder) / f"kernel-{compiler}"), str(other)])


def findings(root):
    """(results, skipped) of all headers with all compilers."""
    skipped = []
    jobs = {}

    def installed(compilers):
        for compiler in compilers:
            if shutil.which(compiler):
                yield compiler
            else:
                skipped.append(f"{compiler} is not installed")

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for compiler in installed(CXX_COMPILERS):
            jobs[f"kernel.hpp: {compiler}, C++20"] = pool.submit(kernel_alone, root, folder, compiler)
        for compiler in installed(C_COMPILERS):
            for path in gate.files(root, "include"):
                if path.suffix != ".h":
                    continue
                include = f"#include <{path.relative_to(root / 'include').as_posix()}>\n"
                text = f"#include <stdint.h>\n{include}" if path.name.endswith(".cdef.h") else include * 2
                for standard, suffix in C_STANDARDS.items():
                    jobs[f"{path.name}: {compiler}, {standard}"] = pool.submit(
                        compile_text, root, folder, compiler, standard, suffix, text, ["-fsyntax-only"])
        for path in gate.files(root, "include"):
            name = path.relative_to(root / "include").as_posix()
            if path.suffix == ".hpp" and path.name != "kernel.hpp":
                jobs[f"{name}: alone"] = pool.submit(
                    compile_text, root, folder, "g++", "c++20", ".cpp", f"#include <{name}>\n", ["-fsyntax-only"])
        return {name: job.result() for name, job in jobs.items()}, skipped


if __name__ == "__main__":
    sys.exit(gate.report(*findings(gate.root_and_build()[0])))
