#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the systemd units against systemd's own opinion: they are well-formed, and their exposure is low.
The argument is the server's program, which need not be installed. `--self-check` shows the check units that
it must not like. Exit status 77: there is no systemd-analyze here."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

UNITS = pathlib.Path(__file__).resolve().parents[2] / "etc" / "systemd"
INSTALLED = "/usr/local/bin/hblinkd"
WORST = 2.0
LAX = "[Unit]\nDescription=lax\n[Service]\nExecStart=/bin/true\n"
WRONG = "[Unit]\nDescription=wrong\n[Service]\nExecStart=/no/such/program\nWatchdogSec=often\n"


def analyze(*arguments):
    # Plain words: no pager, no colours.
    environment = dict(os.environ, SYSTEMD_PAGER="", SYSTEMD_COLORS="0", LC_ALL="C.UTF-8")
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=50,
                          env=environment, check=False)


def complaints_about(unit):
    result = analyze("verify", "--man=no", str(unit))
    text = (result.stdout + result.stderr).strip()
    return [f"{unit.name}: {line}" for line in text.splitlines()] or \
        ([f"{unit.name}: verify ended with {result.returncode}"] if result.returncode else [])


def exposure_of(unit):
    result = analyze("security", "--offline=true", "--no-pager", str(unit))
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", result.stdout)
    return float(found[1]) if found else None


def judge(unit):
    errors = complaints_about(unit)
    if unit.suffix != ".service":
        return errors
    exposure = exposure_of(unit)
    if exposure is None:
        return errors + [f"{unit.name}: systemd-analyze names no exposure"]
    print(f"{unit.name}: exposure {exposure}")
    return errors + ([f"{unit.name}: exposure {exposure}, at most {WORST} is wanted"] if exposure >= WORST else [])


def check(program):
    errors = []
    with tempfile.TemporaryDirectory() as folder:
        for unit in sorted([*UNITS.glob("*.service"), *UNITS.glob("*.timer")]):
            text = unit.read_text(encoding="utf-8").replace(INSTALLED, program)
            (pathlib.Path(folder) / unit.name).write_text(text, encoding="utf-8")
        for unit in sorted(pathlib.Path(folder).iterdir()):
            errors += judge(unit)
    # A dashboard's socket in /tmp must stay in sight (docs/install.md).
    if "PrivateTmp=no" not in (UNITS / "hblinkd.service").read_text(encoding="utf-8").splitlines():
        errors.append("hblinkd.service: must not have its own /tmp")
    return errors


def self_check():
    errors = []
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("lax", LAX), ("wrong", WRONG)):
            unit = pathlib.Path(folder) / f"{name}.service"
            unit.write_text(text, encoding="utf-8")
            if not judge(unit):
                errors.append(f"self-check: judged wrongly: {name}")
    return errors


if __name__ == "__main__":
    if shutil.which("systemd-analyze") is None:
        print("skipped: there is no systemd-analyze")
        sys.exit(77)
    wrong = self_check() if "--self-check" in sys.argv else check(sys.argv[1])
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)
