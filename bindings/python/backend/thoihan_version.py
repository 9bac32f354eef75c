"""The package's version: that of the C header, the one place where it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

__all__ = ["dynamic_metadata"]


def dynamic_metadata(field: str, settings: dict[str, Any] | None = None, *_: object) -> str:
    """What scikit-build-core asks of a provider; here `version` alone."""
    if field != "version" or settings:
        raise ValueError(f"thoihan_version gives the version alone, not {field}")
    here = Path(__file__).resolve().parents[1]
    for tree in (here / "tree", here.parents[1]):
        header = tree / "include" / "thoihan" / "thoihan.h"
        if header.is_file():
            parts = dict(re.findall(r"^#define THO_VERSION_(MAJOR|MINOR|PATCH) +(\d+)", header.read_text("utf-8"), re.MULTILINE))
            return f"{parts['MAJOR']}.{parts['MINOR']}.{parts['PATCH']}"
    raise FileNotFoundError("include/thoihan/thoihan.h, here in tree/ or two folders above")
