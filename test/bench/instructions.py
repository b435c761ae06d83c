#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts with callgrind how many instructions the server spends on a datagram, and holds the counts against
baseline.json: they are the same on every machine, however busy it is.

    instructions.py PROGRAM                   prints the counts; fails when one has grown by more than 5 %
    instructions.py PROGRAM --accept REASON   writes them to the baseline, with the reason
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BASELINE = Path(__file__).with_name("baseline.json")
GROWTH = 1.05
# Nearly all of these is OpenSSL's, whose ways differ from version to version and with the processor.
OPENSSLS = {"codec: sign trunk frame": 2.0, "codec: check trunk frame": 2.0,
            "packet to a trunk": 2.0, "packet from a trunk": 2.0}
SKIPPED = 77  # CTest's word for a test that cannot be done here

# Two runs that differ in how often something is done tell what it costs once.
FEW, MANY = 100, 300


SERVER, CODEC = "hblink::net::reception::drain*", "hblink::bench::repeat*"
TRUNK = "hblink::bench::take_from_trunk*"


def count(program, *case, inside=SERVER):
    """Instructions inside a function."""
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run(["valgrind", "--tool=callgrind", f"--toggle-collect={inside}",
                        f"--callgrind-out-file={out.name}", program, *map(str, case)],
                       check=True, capture_output=True, text=True)
        found = re.search(r"^(?:summary|totals): (\d+)", Path(out.name).read_text(), re.MULTILINE)
    total = int(found.group(1))
    if total == 0:
        raise SystemExit(f"callgrind has counted nothing: is {inside} a function of its own?")
    return total


def once(program, *case, inside=SERVER):
    return (count(program, *case, MANY, inside=inside) - count(program, *case, FEW, inside=inside)) / (MANY - FEW)


def codec_counts(program):
    names = subprocess.run([program, "codec-operations"], check=True, capture_output=True, text=True).stdout
    return {f"codec: {name}": count(program, "codec", name, MANY, inside=CODEC) / MANY for name in names.splitlines()}


def counts(program):
    """{what: instructions}, in the order of the table."""
    few = once(program, "packet", 10, 1)
    many = once(program, "packet", 110, 1)

    def out(case):
        return (once(program, case, 110, 1) - once(program, case, 10, 1)) / 100

    return {
        "packet in, alone": once(program, "packet", 0, 1),
        "packet in, one of 20": once(program, "packet", 0, 20),
        "packet out": (many - few) / 100,
        "packet to 10": few,
        "packet to 10, all translated alike": once(program, "packet-translated-alike", 10, 1),
        "packet to 10, each translated differently": once(program, "packet-translated", 10, 1),
        "packet out, translated alike": out("packet-translated-alike"),
        "packet out, each translated differently": out("packet-translated"),
        "stream start, 10 of 10": once(program, "stream-start", 10, 11),
        "stream start, 10 of 10,000": once(program, "stream-start", 10, 10_000),
        "packet to a link": once(program, "packet-to-link"),
        "packet to a trunk": once(program, "packet-to-trunk"),
        "packet from a trunk": once(program, "packet-from-trunk", inside=TRUNK),
        "ping and its answer": once(program, "ping"),
        **codec_counts(program),
    }


def compiler(program):
    """The counts are those of one compiler."""
    comment = subprocess.run(["readelf", "-p", ".comment", program], check=True, capture_output=True, text=True).stdout
    return re.search(r"GCC: \(.*\) (\d+)", comment).group(1) if "GCC" in comment else "another"


def accept(found, version, reason):
    before = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    BASELINE.write_text(json.dumps({
        "about": "Instructions of the release build, see docs/benchmark.md. Written by instructions.py --accept.",
        "gcc": version,
        "instructions": {what: round(n, 1) for what, n in found.items()},
        "reasons": before.get("reasons", []) + [reason],
    }, indent=4) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--accept", metavar="REASON")
    arguments = parser.parse_args()

    version = compiler(arguments.program)
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {"gcc": version, "instructions": {}}
    if version != baseline["gcc"] and not arguments.accept:
        print(f"skipped: the baseline is that of gcc {baseline['gcc']}, this program is of {version}")
        return SKIPPED

    found = counts(arguments.program)
    if arguments.accept:
        accept(found, version, arguments.accept)
    grown = []
    for what, n in found.items():
        was = baseline["instructions"].get(what)
        print(f"{what:40} {n:9.1f}   was {was}")
        if was is None or n > was * OPENSSLS.get(what, GROWTH):
            grown.append(what)
    if grown and not arguments.accept:
        print(f"grown by more than {GROWTH - 1:.0%}, or new: {', '.join(grown)}.\n"
              "Make it cheaper, or say why it has to be so: instructions.py PROGRAM --accept REASON")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
