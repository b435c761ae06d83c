#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells from gcovr's JSON report which lines the tests do not reach, and whether the named rooms have the share
that they must have: `coverage.py REPORT core=95 wire=95`. `--self-check` shows it a room with too small a share,
a room without lines, and one that is good."""

import json
import re
import sys
from collections import defaultdict


def lines_by_file(report):
    """file -> {line: how often it ran}, of the lines that have code."""
    return {file["file"]: {line["line_number"]: line["count"] for line in file["lines"]
                           if not line.get("gcovr/noncode")} for file in report["files"]}


def room(file):
    """"core" of "source/core/router.cpp" and "headers/hblink/core/router.hpp"."""
    found = re.search(r"^(?:source|headers/hblink)/(\w+)/", file)
    return found[1] if found else "other"


def ranges(numbers):
    """"3, 7-9" of [3, 7, 8, 9]."""
    joined = []
    for number in sorted(numbers):
        if joined and joined[-1][1] == number - 1:
            joined[-1][1] = number
        else:
            joined.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in joined)


def share(reached, lines):
    return 100 * reached / lines if lines else 0.0


def judge(report, required):
    """The text of the report, and whether all required shares are there."""
    totals = defaultdict(lambda: [0, 0])
    text = [f"{'lines':>6} {'reached':>8}  file"]
    unreached = []
    for file, lines in sorted(lines_by_file(report).items()):
        missed = [line for line, count in lines.items() if count == 0]
        totals[room(file)][0] += len(lines) - len(missed)
        totals[room(file)][1] += len(lines)
        if lines:
            text.append(f"{len(lines):6} {share(len(lines) - len(missed), len(lines)):7.1f}%  {file}")
        if missed:
            unreached.append(f"  {file}: {ranges(missed)}")
    text += ["", "not reached:", *unreached, "", f"{'lines':>6} {'reached':>8}  room"]
    text += [f"{lines:6} {share(reached, lines):7.1f}%  {name}" for name, (reached, lines) in sorted(totals.items())]
    too_few = [name for name, least in required.items() if share(*totals[name]) < least]
    text += [f"too few lines of {name}: {required[name]} % are required" for name in too_few]
    return "\n".join(text), not too_few


def self_check():
    def file(name, *counts):
        return {"file": name, "lines": [{"line_number": n, "count": c} for n, c in enumerate(counts, 1)]}

    report = {"files": [file("source/core/a.cpp", 1, 0, 0), file("headers/hblink/core/a.hpp", 1),
                        file("source/wire/b.cpp", 1, 2)]}
    text, good = judge(report, {"core": 95, "config": 95, "wire": 95})
    wrong = [line for line in text.splitlines() if line.startswith("too few")]
    expected = [f"too few lines of {name}: 95 % are required" for name in ("core", "config")]
    if good or wrong != expected or "  source/core/a.cpp: 2-3" not in text or not judge(report, {"core": 50})[1]:
        print(f"self-check: judged wrongly:\n{text}")
        return 1
    return 0


def main(file, *required):
    with open(file, encoding="utf-8") as opened:
        report = json.load(opened)
    shares = {name: float(least) for name, least in (one.split("=") for one in required)}
    text, good = judge(report, shares)
    print(text)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(self_check() if sys.argv[1:] == ["--self-check"] else main(*sys.argv[1:]))
