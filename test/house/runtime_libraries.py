#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that the image installs every library that the given programs are linked with. `--self-check` shows
the check a list from which one is missing."""

import re
import subprocess
import sys

import tree

# Part of every Debian image, or of the sanitizers, which are never in the image.
ALWAYS_THERE = {"libc.so", "libm.so", "libgcc_s.so", "ld-linux-x86-64.so", "ld-linux-aarch64.so",
                "libasan.so", "libubsan.so", "libtsan.so"}
PACKAGES = {"libstdc++.so": "libstdc++6", "libcrypto.so": "libssl3", "libssl.so": "libssl3"}


def needed(program):
    """The libraries that a program names, without versions: "libboost_json.so"."""
    listed = subprocess.run(["readelf", "-d", program], check=True, capture_output=True, text=True).stdout
    return {name.split(".so")[0] + ".so" for name in re.findall(r"\(NEEDED\).*\[(.+)\]", listed)}


def package(library):
    boost = re.fullmatch(r"libboost_(\w+)\.so", library)
    return f"libboost-{boost[1].replace('_', '-')}1.81.0" if boost else PACKAGES.get(library, library)


def missing(libraries, dockerfile):
    """Packages that the last stage of the image does not install."""
    installed = set(dockerfile.rsplit("\nFROM ", 1)[-1].split())
    return sorted({package(library) for library in libraries - ALWAYS_THERE} - installed)


def check(programs):
    libraries = set().union(*map(needed, programs))
    absent = missing(libraries, tree.read("Dockerfile"))
    for name in absent:
        print(f"Dockerfile: the last stage must install {name}")
    return len(absent)


def self_check():
    dockerfile = "FROM a AS build\nRUN libssl3\n\nFROM debian\nRUN apt-get install libboost-json1.81.0 libstdc++6\n"
    found = missing({"libboost_json.so", "libstdc++.so", "libcrypto.so", "libc.so"}, dockerfile)
    if found != ["libssl3"]:
        print(f"self-check: expected libssl3, found {found}")
    return 0 if found == ["libssl3"] else 1


if __name__ == "__main__":
    sys.exit(1 if (self_check() if sys.argv[1:] == ["--self-check"] else check(sys.argv[1:])) else 0)
