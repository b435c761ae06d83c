# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the project, as the checks of the house see them."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def files():
    """Paths relative to ROOT of all files that are in the tree, committed or not, in order."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive, without git
        listed = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if not is_product(path)]
    return sorted(Path(name) for name in set(listed) if name and (ROOT / name).is_file())


def is_product(path):
    top = path.relative_to(ROOT).parts[0]
    return top in (".git", ".cache", "build", "logs", "state", "hblinkd.json") or "__pycache__" in path.parts


def cpp_files():
    return [path for path in files() if path.suffix in (".cpp", ".hpp")]


def read(path):
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


def includes(text):
    """(line, name, whether in quotes) of each #include."""
    return [(text.count("\n", 0, found.start()) + 1, found[2], found[1] == '"') for found in INCLUDE.finditer(text)]
