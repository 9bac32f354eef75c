"""What Sphinx is told. The sources are those that build.py has put together."""

import __future__
import os
import re
import sys
from datetime import timedelta, timezone
from pathlib import Path
from types import ModuleType

ROOT = Path(os.environ["THOIHAN_SOURCE_DIR"])
header = (ROOT / "include/thoihan/thoihan.h").read_text(encoding="utf-8")

project = "thoihan"
author = "thoihan"
copyright = "thoihan"
version = release = ".".join(re.findall(r"^#define THO_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header, re.M))
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["files"]
html_theme = "furo"
html_title = f"thoihan {release}"
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_last_updated_fmt = None
# Headings are linked to as on a forge.
myst_heading_anchors = 4
# Excerpts of JSON are shown with "..." in them.
suppress_warnings = ["misc.highlighting_failure"]
highlight_language = "none"
default_role = "literal"
nitpick_ignore = [("c:identifier", name) for name in ("int32_t", "int64_t", "uint32_t", "ArrowSchema", "ArrowArray")]
# What annotations name and no page describes: Python's own, and what a column is made of.
nitpick_ignore_regex = [("py:.*", r".*")]
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"


def stub_of_core():
    """The extension module by its stub, so that the reference needs no build."""
    path = ROOT / "bindings/python/thoihan/_thoihan.pyi"
    module = sys.modules["thoihan._thoihan"] = ModuleType("thoihan._thoihan")
    exec(compile(path.read_text(encoding="utf-8"), path, "exec", __future__.annotations.compiler_flag), vars(module))
    module.ZONE, module.__version__ = timezone(timedelta(hours=7)), release


sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "bindings/python"))
stub_of_core()
