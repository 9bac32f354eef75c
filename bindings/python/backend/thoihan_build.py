"""scikit-build-core, with the C++ tree in the sdist.

A wheel is built where this folder stands in the tree: CMakeLists.txt finds the C++ sources two folders above. An sdist has to build
alone, and may hold only what stands in its own folder. So it is made in a temporary copy of the folder, in which `tree` holds the
C++ sources, the headers and the rules; CMakeLists.txt and thoihan_version.py look there first. Nothing is written into the tree.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from scikit_build_core import build as backend
from scikit_build_core.build import (  # noqa: F401
    build_editable,
    build_wheel,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

# Of the tree, what a wheel is built from.
NEEDED = ["CMakeLists.txt", "LICENSE", "include", "rules", "src"]


def build_sdist(sdist_directory: str, config_settings: dict[str, Any] | None = None) -> str:
    """The hook of PEP 517."""
    here = Path.cwd()
    target = Path(sdist_directory).resolve()
    if (here / "tree").is_dir():  # an sdist of an sdist
        return backend.build_sdist(str(target), config_settings)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / here.name
        leave_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(here, copy, ignore=leave_out)
        (copy / "tree").mkdir()
        for name in NEEDED:
            source = here.parents[1] / name
            if source.is_dir():
                shutil.copytree(source, copy / "tree" / name, ignore=leave_out)
            else:
                shutil.copy(source, copy / "tree" / name)
        try:
            os.chdir(copy)
            return backend.build_sdist(str(target), config_settings)
        finally:
            os.chdir(here)
