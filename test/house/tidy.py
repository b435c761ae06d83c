#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs clang-tidy over what the build compiles. A file that was found clean is not looked at again until it,
one of our headers that it includes, its compiler call, .clang-tidy or clang-tidy itself has changed."""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tree

# Options of g++ that clang does not know do no harm here.
EXTRA = ["--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-error", "--extra-arg=-w"]
KEPT = 30 * 24 * 3600  # seconds


def ours(file):
    """Relative to the tree, or None for generated files and those of others."""
    path = Path(os.path.realpath(file))
    if not path.is_relative_to(tree.ROOT) or path.is_relative_to(tree.ROOT / "build"):
        return None
    return path.relative_to(tree.ROOT)


def included_from(path, name):
    """Where an include in quotes is found, in the order of the compiler."""
    for folder in (path.parent, Path("headers"), Path("test")):
        candidate = Path(os.path.normpath(folder / name))
        if (tree.ROOT / candidate).is_file():
            return candidate
    return None


def closure(path):
    """The file and all of our headers that it includes, directly or not."""
    found, waiting = set(), [path]
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        found.add(current)
        for _, name, quoted in tree.includes(tree.read(current)):
            header = included_from(current, name) if quoted or name.startswith("hblink/") else None
            if header:
                waiting.append(header)
    return sorted(found)


def key(path, command, common):
    content = hashlib.sha256(common)
    content.update(command.replace(str(tree.ROOT), "").encode())
    for part in closure(path):
        content.update(str(part).encode() + b"\0" + (tree.ROOT / part).read_bytes() + b"\0")
    return content.hexdigest()


def compiled(build):
    """{path: compiler call} of our own sources; of a source that is compiled twice, the first call."""
    calls = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = ours(os.path.join(entry["directory"], entry["file"]))
        if path and (tree.ROOT / path).is_file():
            calls.setdefault(path, entry["command"])
    return calls


def tidy(program, build, path):
    """Whether the file is clean, and what clang-tidy says if not."""
    command = [program, "--quiet", "-p", str(build), *EXTRA, str(tree.ROOT / path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    said = result.stdout + re.sub(r"^\d+ warnings?.*generated\.\n|^Suppressed .*\n|^Use -header-filter.*\n", "",
                                  result.stderr, flags=re.MULTILINE)
    return result.returncode == 0, said


def is_known(mark):
    """Was it found clean? Then it is in use, and is kept for another while."""
    if not mark.exists():
        return False
    mark.touch()
    return True


def forget_old(cache):
    """Several trees share the cache, so what this tree does not need is not useless yet."""
    for mark in cache.iterdir():
        if mark.stat().st_mtime < time.time() - KEPT:
            mark.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="clang-tidy")
    parser.add_argument("--build", required=True, type=Path, help="folder with compile_commands.json")
    parser.add_argument("--cache", required=True, type=Path, help="folder that remembers clean files")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)

    version = subprocess.run([options.program, "--version"], capture_output=True, check=True).stdout
    settings = b"".join((tree.ROOT / place / ".clang-tidy").read_bytes() for place in (".", "test"))
    common = version + settings + " ".join(EXTRA).encode()
    keys = {path: key(path, command, common) for path, command in compiled(options.build).items()}
    waiting = [path for path, name in keys.items() if not is_known(options.cache / name)]
    print(f"clang-tidy: {len(waiting)} of {len(keys)} files have changed", flush=True)

    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda path: tidy(options.program, options.build, path), waiting)
        for path, (clean, said) in zip(waiting, results):
            if clean:
                (options.cache / keys[path]).touch()
            else:
                failed += 1
                print(f"{path}:\n{said}", flush=True)
    forget_old(options.cache)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
