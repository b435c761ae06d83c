#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks who includes whom (docs/architecture.md, "Rooms"): a room includes only rooms to its left, core
and all left of it include no Asio. `--self-check` shows the check violations, each of which it must find."""

import re
import sys

import tree

LEFT_TO_RIGHT = ["dmr", "wire", "config", "core", "task", "net feed web observe control", "app"]
RANK = {room: rank for rank, rooms in enumerate(LEFT_TO_RIGHT) for room in rooms.split()}
SIMULATOR_USES = {"dmr", "wire", "task"}
ROOMS = set(RANK) | {"sim"}


def may_use(room, other):
    if room == other:
        return True
    if "sim" in (room, other):
        return room == "sim" and other in SIMULATOR_USES
    return RANK[other] < RANK[room]


def room_of(parts):
    """The room of headers/hblink/ROOM/... or source/ROOM/..., else None."""
    if parts[:2] == ("headers", "hblink"):
        return parts[2]
    return parts[1] if parts[0] == "source" and len(parts) > 2 else None


def has_asio(room):
    return room == "sim" or RANK[room] > RANK["core"]


def violations(path, text):
    """(line, message) for each broken rule."""
    room = room_of(tuple(path.split("/")))
    if room is not None and room not in ROOMS:
        yield 1, f'"{room}" is no room'
        return
    for line, name, _ in tree.includes(text):
        if name == "boost/asio.hpp":
            yield line, "includes all of Asio; include the parts that are used"
        if room is None:
            continue
        if name.startswith(("boost/asio", "boost/beast")) and not has_asio(room):
            yield line, f"{room} must not know Asio, but includes {name}"
        if name.startswith("hblink/"):
            other = name.split("/")[1]
            if other not in ROOMS or not may_use(room, other):
                yield line, f"{room} must not include {name}"


def link_violations(path, text):
    """The same for the libraries that source/ROOM/CMakeLists.txt links."""
    room = room_of(tuple(path.split("/")))
    for line, words in enumerate(text.splitlines(), 1):
        for other in re.findall(r"\bhblink_(\w+)", words.split("#")[0]):
            if room in ROOMS and other in ROOMS and not may_use(room, other):
                yield line, f"{room} must not link hblink_{other}"


def check():
    found = 0
    cmake_lists = [path for path in tree.files() if path.name == "CMakeLists.txt"]
    for path in tree.cpp_files() + cmake_lists:
        text = tree.read(path)
        rule = link_violations(str(path), text) if path in cmake_lists else violations(str(path), text)
        for line, message in rule:
            print(f"{path}:{line}: {message}")
            found += 1
    return found


WRONG = {
    "headers/hblink/dmr/a.hpp": '#include "hblink/wire/homebrew.hpp"\n',
    "headers/hblink/core/a.hpp": "#include <boost/asio/steady_timer.hpp>\n",
    "source/core/a.cpp": '#include "hblink/task/task_group.hpp"\n',
    "source/net/a.cpp": '#include "hblink/observe/log.hpp"\n',
    "source/sim/a.cpp": '#include "hblink/core/router.hpp"\n',
    "source/app/a.cpp": '#include "hblink/sim/client.hpp"\n',
    "source/task/a.cpp": "  # include <boost/asio.hpp>\n",
    "test/unit/task/a.cpp": "#include <boost/asio.hpp>\n",
    "source/cellar/a.cpp": "",
}
RIGHT = {
    "source/core/a.cpp": '#include "hblink/core/a.hpp"\n#include "hblink/dmr/ids.hpp"\n',
    "source/net/a.cpp": '#include "hblink/task/a.hpp"\n#include <boost/asio/ip/udp.hpp>\n',
    "source/sim/a.cpp": '#include "hblink/wire/a.hpp"\n#include <boost/asio/ip/udp.hpp>\n',
    "test/unit/core/a.cpp": '#include "hblink/core/a.hpp"\n#include "hblink/app/a.hpp"\n',
}


def self_check():
    missed = [path for path, text in WRONG.items() if not list(violations(path, text))]
    invented = [path for path, text in RIGHT.items() if list(violations(path, text))]
    if not list(link_violations("source/core/CMakeLists.txt", "hblink_room(core USES hblink_task)")):
        missed.append("source/core/CMakeLists.txt")
    if list(link_violations("source/net/CMakeLists.txt", "hblink_room(net USES hblink_core hblink_task)")):
        invented.append("source/net/CMakeLists.txt")
    for path in missed:
        print(f"self-check: the violation in {path} was not found")
    for path in invented:
        print(f"self-check: {path} breaks no rule")
    return len(missed) + len(invented)


if __name__ == "__main__":
    sys.exit(1 if (self_check() if "--self-check" in sys.argv else check()) else 0)
