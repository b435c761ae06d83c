#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what etc/ has for those who watch the server: that Grafana can load the dashboard, and that the
dashboard and the alert rules ask for metrics that there are (docs/metrics.md, which a test holds against the
code). `--self-check` shows it violations, each of which it must find."""

import copy
import json
import re
import sys

import tree

DASHBOARD = "etc/grafana/hblinkd.json"
RULES = "etc/prometheus/hblinkd.rules.yml"
PAGE = "docs/metrics.md"
MONITORING = "docs/monitoring.md"
OLDEST_SCHEMA = 36  # Grafana 9
COLUMNS = 24


def metrics(page):
    """{name: type} of the page's tables."""
    return dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", page, re.MULTILINE))


def series(known):
    """What may be asked for: a histogram is three metrics."""
    names = {name for name, kind in known.items() if kind != "histogram"}
    for name, kind in known.items():
        if kind == "histogram":
            names |= {f"{name}_bucket", f"{name}_sum", f"{name}_count"}
    return names


def unknown_metrics(text, known):
    asked = set(re.findall(r"\b(?:hblinkd|process)_\w+", text))
    return [f"there is no metric {name}" for name in sorted(asked - series(known))]


def rule_violations(rules, known):
    expressions = re.findall(r"expr: (?:>-\n((?: {10}.*\n)+)|(.*)\n)", rules)
    if len(expressions) != rules.count("- alert: "):
        yield "not every alert has an expression that can be read"
    for lines, line in expressions:
        yield from unknown_metrics(lines or line, known)


def panel_violations(panel, dashboard):
    name = f"panel {panel.get('title')!r}"
    missing = [key for key in ("id", "type", "title", "gridPos") if key not in panel]
    if missing:
        yield f"{name} lacks {', '.join(missing)}"
        return
    place = panel["gridPos"]
    if place["x"] < 0 or place["w"] < 1 or place["h"] < 1 or place["x"] + place["w"] > COLUMNS:
        yield f"{name} does not fit the grid"
    if panel["type"] == "row":
        return
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    if not panel.get("targets"):
        yield f"{name} shows nothing"
    for target in panel.get("targets", []):
        if not target.get("expr"):
            yield f"{name} has a target without an expression"
        uid = target.get("datasource", {}).get("uid", "")
        if not re.fullmatch(r"\$\{(\w+)\}", uid) or uid[2:-1] not in variables:
            yield f"{name} names a data source that is not a variable of the dashboard: {uid!r}"
        for used in re.findall(r"\$(\w+)", target.get("expr", "")):
            if used not in variables and not used.startswith("__"):
                yield f"{name} uses the unknown variable {used}"
    references = [target.get("refId") for target in panel.get("targets", [])]
    if len(set(references)) != len(references):
        yield f"{name} has two targets of one refId"


def overlap(one, other):
    a, b = one["gridPos"], other["gridPos"]
    return (a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"] and
            a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"])


def dashboard_violations(dashboard, known):
    for key in ("title", "uid", "panels", "schemaVersion", "templating", "time"):
        if not dashboard.get(key):
            yield f"the dashboard lacks {key}"
            return
    if dashboard["schemaVersion"] < OLDEST_SCHEMA:
        yield f"schemaVersion is below {OLDEST_SCHEMA}"
    if "id" in dashboard:
        yield "the dashboard has an id: that is Grafana's to give"
    if not any(variable["type"] == "datasource" for variable in dashboard["templating"]["list"]):
        yield "there is no variable for the data source"
    panels = dashboard["panels"]
    for panel in panels:
        yield from panel_violations(panel, dashboard)
    ids = [panel.get("id") for panel in panels]
    if len(set(ids)) != len(ids):
        yield "two panels have one id"
    for i, one in enumerate(panels):
        for other in panels[:i]:
            if "gridPos" in one and "gridPos" in other and overlap(one, other):
                yield f"{other['title']!r} and {one['title']!r} overlap"
    for panel in panels:
        for target in panel.get("targets", []):
            yield from unknown_metrics(target.get("expr", ""), known)
    for variable in dashboard["templating"]["list"]:
        yield from unknown_metrics(str(variable.get("definition", "")), known)


def undescribed_alerts(rules, page):
    """Each alert has a heading in docs/monitoring.md, and each such heading is an alert."""
    alerts = set(re.findall(r"- alert: (\w+)", rules))
    described = set(re.findall(r"^\| `(Hblinkd\w+)` \|", page, re.MULTILINE))
    return [f"{MONITORING} does not tell of {name}" for name in sorted(alerts - described)] + \
           [f"{MONITORING} tells of {name}, which is no alert" for name in sorted(described - alerts)]


def check():
    known = metrics(tree.read(PAGE))
    rules = tree.read(RULES)
    found = [f"{DASHBOARD}: {message}" for message in dashboard_violations(json.loads(tree.read(DASHBOARD)), known)]
    found += [f"{RULES}: {message}" for message in rule_violations(rules, known)]
    found += undescribed_alerts(rules, tree.read(MONITORING))
    for message in found:
        print(message)
    return len(found)


def changed(dashboard, change):
    other = copy.deepcopy(dashboard)
    change(other)
    return other


def self_check():
    known = {"hblinkd_a": "gauge", "hblinkd_b_seconds": "histogram"}
    source = {"uid": "${source}"}
    panel = {"id": 1, "type": "stat", "title": "A", "gridPos": {"x": 0, "y": 0, "w": 4, "h": 4},
             "targets": [{"expr": "hblinkd_a + hblinkd_b_seconds_sum", "refId": "A", "datasource": source}]}
    right = {"title": "t", "uid": "u", "schemaVersion": OLDEST_SCHEMA, "time": {"from": "now-1h"},
             "templating": {"list": [{"name": "source", "type": "datasource"}]},
             "panels": [panel, {**copy.deepcopy(panel), "id": 2, "gridPos": {"x": 4, "y": 0, "w": 4, "h": 4}}]}
    changes = [
        lambda d: d.pop("uid"),
        lambda d: d.update(schemaVersion=OLDEST_SCHEMA - 1),
        lambda d: d.update(id=7),
        lambda d: d["templating"]["list"][0].update(type="query"),
        lambda d: d["panels"][1].update(id=1),
        lambda d: d["panels"][1].pop("title"),
        lambda d: d["panels"][1]["gridPos"].update(x=3),
        lambda d: d["panels"][1]["gridPos"].update(x=21),
        lambda d: d["panels"][0].update(targets=[]),
        lambda d: d["panels"][0]["targets"][0].update(expr=""),
        lambda d: d["panels"][0]["targets"][0].update(expr="hblinkd_missing"),
        lambda d: d["panels"][0]["targets"][0].update(expr="hblinkd_b_seconds"),
        lambda d: d["panels"][0]["targets"][0].update(expr="hblinkd_a{x='$y'}"),
        lambda d: d["panels"][0]["targets"][0].update(datasource={"uid": "P1"}),
        lambda d: d["panels"][0]["targets"].append(d["panels"][0]["targets"][0]),
    ]
    errors = list(dashboard_violations(right, known))
    errors += [f"change {i} was not found" for i, change in enumerate(changes)
               if not list(dashboard_violations(changed(right, change), known))]
    rule = "      - alert: HblinkdA\n        expr: hblinkd_{}\n"
    errors += list(rule_violations(rule.format("a > 1"), known))
    if not list(rule_violations(rule.format("c > 1"), known)) or not list(rule_violations("- alert: A\n", known)):
        errors.append("a wrong rule was not found")
    errors += undescribed_alerts(rule, "| `HblinkdA` | x |\n")
    if not undescribed_alerts(rule, "") or not undescribed_alerts("", "| `HblinkdA` | x |\n"):
        errors.append("an alert that is not described was not found")
    for error in errors:
        print(f"self-check: {error}")
    return len(errors)


if __name__ == "__main__":
    sys.exit(1 if (self_check() if "--self-check" in sys.argv else check()) else 0)
