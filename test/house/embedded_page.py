#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cmake/embed_page.mjs makes of the page in test/data/page: every form of each file is that file again, and
twice the same. Exit status 77: there is no Node.js."""

import gzip
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import tree

PAGE = tree.ROOT / "test/data/page"
ENTRY = re.compile(
    r'^\{"(?P<path>[^"]+)", "(?P<type>[^"]+)", "(?P<tag>\w+)", (?P<lasting>true|false),\n'
    r"(?P<plain>\{[^}]*\}),\n(?P<gzip>\{[^}]*\}),\n(?P<brotli>\{[^}]*\})\},$",
    re.MULTILINE,
)
UNBROTLI = 'process.stdout.write(require("zlib").brotliDecompressSync(require("fs").readFileSync(0)))'


def bytes_of(literal):
    found = bytes(int(octal, 8) for octal in re.findall(r"\\([0-7]{3})", literal))
    assert int(re.search(r", (\d+)\}$", literal).group(1)) == len(found)
    return found


def made_by(node, folder):
    output = Path(folder) / "page_files.cpp"
    subprocess.run([node, tree.ROOT / "cmake/embed_page.mjs", PAGE, output], check=True)
    return output.read_text()


def main():
    node = shutil.which("node")
    if not node:
        print("there is no Node.js")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        text = made_by(node, folder)
        assert text == made_by(node, folder)
    found = {m["path"]: m for m in ENTRY.finditer(text)}
    assert sorted(found) == ["/", "/assets/app-1A2B3C4D.js", "/assets/app-1a2b3c4d.css"], sorted(found)
    for path, entry in found.items():
        content = (PAGE / (path[1:] or "index.html")).read_bytes()
        assert bytes_of(entry["plain"]) == content
        packed, brotli = bytes_of(entry["gzip"]), bytes_of(entry["brotli"])
        assert not packed or (len(packed) < len(content) and gzip.decompress(packed) == content)
        assert not packed or packed[4:8] == bytes(4)  # no time in it
        if brotli:
            unpacked = subprocess.run([node, "-e", UNBROTLI], input=brotli, stdout=subprocess.PIPE, check=True)
            assert unpacked.stdout == content
        assert (entry["lasting"] == "true") == (path != "/")
    assert bytes_of(found["/"]["gzip"]) and bytes_of(found["/"]["brotli"])
    assert found["/"]["type"] == "text/html; charset=utf-8"
    assert found["/assets/app-1A2B3C4D.js"]["type"] == "text/javascript; charset=utf-8"
    return 0


if __name__ == "__main__":
    sys.exit(main())
