"""Builds the site: docs/*.md and the reference from the sources, as pages that need no network.

    python3 docs/site/build.py [FOLDER]       # build/docs; the site is FOLDER/html/index.html
    cmake --build build --target docs         # the same

Needs Debian's python3-sphinx, python3-myst-parser and furo, and nothing of a build. Every warning is an error: a link that leads
nowhere, a page that no list names, a name of the reference that nothing defines.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import reference

DEBIAN = "/usr/bin/python3"  # Sphinx is a Debian package
ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)")
LISTED = re.compile(r"^## (.+?)$(.*?)(?=^## |\Z)", re.M | re.S)


def with_links(text, page, staging):
    """Links out of docs/ lead to copies: of a page into the site, of another file as it is; a folder is named only."""
    def link(match):
        target = (page.parent / match[1]).resolve()
        if target.is_relative_to(ROOT / "docs") and target.suffix == ".md" and target.exists():
            return match[0]
        if not target.exists():
            raise SystemExit(f"{page.relative_to(ROOT)}: {match[1]} does not exist")
        inside = target.relative_to(ROOT)
        if target == ROOT / "README.md":
            return f"]({'../' * (len(page.relative_to(ROOT / 'docs').parts) - 1)}index.md)"
        if target.is_dir():
            return f"](https://invalid.invalid/{inside})"
        copied = staging / "files" / inside
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(target, copied)
        return f"]({os.path.relpath(copied, staging / page.relative_to(ROOT / 'docs').parent)})"

    text = LINK.sub(link, text)
    return re.sub(r"\[([^\]]*)\]\(https://invalid\.invalid/[^)]*\)", r"\1", text)


def with_contents(text, made):
    """The index's lists of pages, and the reference, as Sphinx's tables of contents, which show beside every page."""
    lists = {heading: [target.removesuffix(".md") for target, _ in LINK.findall(body)] for heading, body in LISTED.findall(text)}
    lists["Reference"] = [name.removesuffix(".rst") for name in made]
    for heading, names in lists.items():
        text += f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n" + "\n".join(names) + "\n```\n"
    return text


def stage(staging):
    """The sources as Sphinx reads them."""
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    shutil.copy(ROOT / "docs/site/conf.py", staging)
    made = reference.pages(ROOT)
    for name, text in made.items():
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).write_text(text, encoding="utf-8")
    for page in sorted((ROOT / "docs").rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        if page == ROOT / "docs/index.md":
            text = with_contents(text, made)
        copied = staging / page.relative_to(ROOT / "docs")
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_text(with_links(text, page, staging), encoding="utf-8")


def build(folder):
    """The exit status of Sphinx."""
    if subprocess.run([DEBIAN, "-c", "import sphinx, myst_parser, furo"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        print("Thiếu Sphinx; trên Debian / Sphinx is missing; on Debian: apt-get install python3-sphinx python3-myst-parser furo", file=sys.stderr)
        return 2
    folder = Path(folder).resolve()
    stage(folder / "source")
    return subprocess.run([DEBIAN, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-b", "html", "-d", str(folder / "doctrees"),
                           str(folder / "source"), str(folder / "html")], check=False,
                          env={**os.environ, "THOIHAN_SOURCE_DIR": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}).returncode


if __name__ == "__main__":
    chosen = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/docs")
    status = build(chosen)
    if status == 0:
        print(chosen / "html/index.html")
    sys.exit(status)
