#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Has Prometheus' own promtool judge our metrics, our alert rules, whether each alert fires when it should, and
the expressions of the dashboard.

    promtool.py CACHE WRITE_METRICS

WRITE_METRICS prints metrics. promtool is taken from the PATH, or out of Debian's package, which is unpacked in
the folder CACHE and not installed. Where neither can be had the check is skipped (exit status 77)."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import tree

SKIPPED = 77  # CTest's word for a test that cannot be done here
RULES = tree.ROOT / "etc/prometheus/hblinkd.rules.yml"
SCRAPE = tree.ROOT / "etc/prometheus/prometheus.yml"
DASHBOARD = tree.ROOT / "etc/grafana/hblinkd.json"
CASES = tree.ROOT / "test/data/prometheus/alerts.yml"


def unpacked(cache):
    """promtool out of Debian's package, or None."""
    tool = cache / "usr/bin/promtool"
    if tool.exists():
        return tool
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return None
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        try:
            subprocess.run(["apt-get", "download", "prometheus"], cwd=folder, check=True, capture_output=True, timeout=120)
            package = next(Path(folder).glob("*.deb"))
            subprocess.run(["dpkg", "-x", package, folder], check=True, capture_output=True, timeout=120)
        except (subprocess.SubprocessError, StopIteration) as error:
            print(f"no promtool: {error}")
            return None
        tool.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(folder) / "usr/bin/promtool", tool)
    return tool


def run(tool, *arguments, given=None):
    done = subprocess.run([tool, *map(str, arguments)], input=given, capture_output=True, text=True, timeout=60)
    said = (done.stdout + done.stderr).strip()
    return done.returncode, said


def complaints(tool, text):
    """What `check metrics` finds wrong; it says so even where it exits with 0."""
    status, said = run(tool, "check", "metrics", given=text)
    return said or (f"exit status {status}" if status else "")


def untested_alerts():
    """Alerts that no case makes fire: with labels in exp_alerts."""
    alerts = set(re.findall(r"- alert: (\w+)", RULES.read_text()))
    fire = set()
    for case in re.split(r"alertname: ", CASES.read_text())[1:]:
        if re.search(r"exp_labels", case):
            fire.add(case.split()[0])
    return sorted(alerts - fire)


def dashboard_as_rules():
    """The dashboard's expressions as rules, whose syntax promtool checks; JSON is YAML."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    expressions = [target["expr"] for panel in panels for target in panel.get("targets", [])]
    plain = [e.replace("$__rate_interval", "1m").replace("$instance", ".*") for e in expressions]
    rules = [{"record": f"hblinkd:{i}", "expr": e} for i, e in enumerate(plain)]
    return json.dumps({"groups": [{"name": "dashboard", "rules": rules}]})


def check_dashboard(tool):
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        file.write(dashboard_as_rules())
        file.flush()
        return run(tool, "check", "rules", file.name)


def check(tool, text):
    errors = []
    wrong = complaints(tool, text)
    if wrong:
        errors.append(f"check metrics: {wrong}")
    if not complaints(tool, "# HELP a_ms Is.\n# TYPE a_ms counter\na_ms 1\n"):
        errors.append("check metrics does not find what is wrong")
    for arguments in (["check", "rules", RULES], ["check", "config", "--syntax-only", SCRAPE], ["test", "rules", CASES]):
        status, said = run(tool, *arguments)
        if status != 0:
            errors.append(f"{' '.join(map(str, arguments))}: {said}")
    status, said = check_dashboard(tool)
    if status != 0:
        errors.append(f"{DASHBOARD}: {said}")
    errors += [f"no case in {CASES.name} makes {alert} fire" for alert in untested_alerts()]
    return errors


def main():
    cache, writer = Path(sys.argv[1]), sys.argv[2]
    found = shutil.which("promtool")
    tool = Path(found) if found else unpacked(cache)
    if tool is None:
        print("skipped: promtool can be had neither from the PATH nor from Debian's package prometheus")
        return SKIPPED
    text = subprocess.run([writer], check=True, capture_output=True, text=True).stdout
    errors = check(tool, text)
    for error in errors:
        print(error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
