#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that each file says under which licence it stands, in its first line (below "#!" in scripts).
`--self-check` shows the check violations, each of which it must find."""

import sys

import tree

LINE = "SPDX-License-Identifier: GPL-3.0-or-later"
# JSON knows no comments, Markdown would show them, and data are not ours to mark.
WITHOUT_NAMES = {"LICENSE", ".gitignore", ".dockerignore"}
WITHOUT_SUFFIXES = {".json", ".md", ".csv", ".png", ".svg", ".ico"}
WITHOUT_FOLDERS = ("test/data/", "test/fuzz/corpus/")


def needs_line(path):
    return not (path.name in WITHOUT_NAMES or path.suffix in WITHOUT_SUFFIXES
                or str(path).startswith(WITHOUT_FOLDERS))


def has_line(text):
    lines = text.splitlines()[:2]
    first = lines[1] if len(lines) > 1 and lines[0].startswith("#!") else "".join(lines[:1])
    return LINE in first


def check():
    wrong = [path for path in tree.files() if needs_line(path) and not has_line(tree.read(path))]
    for path in wrong:
        print(f"{path}:1: the first line must contain {LINE}")
    return len(wrong)


def self_check():
    right = [f"// {LINE}\n#pragma once\n", f"#!/bin/sh\n# {LINE}\n"]
    wrong = ["", "#pragma once\n", f"#pragma once\n// {LINE}\n", "// SPDX-License-Identifier: MIT\n"]
    errors = [text for text in right if not has_line(text)] + [text for text in wrong if has_line(text)]
    for text in errors:
        print(f"self-check: judged wrongly: {text!r}")
    return len(errors)


if __name__ == "__main__":
    sys.exit(1 if (self_check() if "--self-check" in sys.argv else check()) else 0)
