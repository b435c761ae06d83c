#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the server against the simplest possible relay, on this machine and in one run (docs/benchmark.md).
Prints a table; writes all figures as JSON."""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import instructions

FIRST_TALKGROUP = 1000  # as in measure.hpp
# (fan-out, simultaneous calls): so many that each fan-out has some thousand listeners at most
PLANS = [(1, 400), (10, 200), (100, 50), (1000, 8)]
LOAD_CPU, SUBJECT_CPU = 0, 1


def pin(cpu):
    if os.cpu_count() > 1:
        os.sched_setaffinity(0, {cpu})


class Programs:
    def __init__(self, folder, scratch):
        self.folder, self.scratch = Path(folder), Path(scratch)

    def start(self, name, *arguments, cpu, **options):
        return subprocess.Popen([self.folder / name, *map(str, arguments)], preexec_fn=lambda: pin(cpu), text=True,
                                **options)

    def server(self):
        """A server with the settings of `hblinkd init`, but a log at WARNING, and its port."""
        port = free_port()
        path = self.scratch / "hblinkd.json"
        path.write_text(json.dumps({
            "global": {"bind_ipv4": "0.0.0.0", "port_ipv4": port, "disable_ipv6": True,
                       "logging": {"file": "", "console_level": "WARNING"}},
            "repeater_configurations": {"default": {"passphrase": "benchmark"}},
            "dashboard": {"enabled": False}, "http": {"enabled": False},
            "control": {"socket": str(self.scratch / "control.sock")}, "state_directory": str(self.scratch),
        }))
        path.chmod(0o600)
        process = self.start("hblinkd", "run", "--config", path, cpu=SUBJECT_CPU, stdout=subprocess.DEVNULL)
        for _ in range(100):
            if subprocess.run([self.folder / "hblinkd", "health", "--config", path], check=False,
                              capture_output=True).returncode == 0:
                return process, port
            time.sleep(0.1)
        raise SystemExit("the server does not answer")

    def load(self, *arguments, **options):
        return self.start("bench_load", *arguments, cpu=LOAD_CPU, stdout=subprocess.PIPE, **options)

    def measure(self, what, *arguments):
        """One measurement of a server of its own."""
        server, port = self.server()
        try:
            load = self.load(what, port, server.pid, *arguments)
            out, _ = load.communicate()
            if load.returncode != 0:
                raise SystemExit(f"the measurement \"{what}\" has failed")
            return json.loads(out)
        finally:
            stop(server)

    def measure_pairs(self, what, *arguments):
        """The same of a server and a relay, which are measured in turn."""
        server, port = self.server()
        relay = None
        try:
            load = self.load(what, port, server.pid, *arguments, stdin=subprocess.PIPE)
            relay_port = free_port()
            relay = self.start("bench_relay", relay_port, FIRST_TALKGROUP, cpu=SUBJECT_CPU, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
            for line in iter(load.stdout.readline, "\n"):
                relay.stdin.write(line)
            relay.stdin.close()
            relay.stdout.readline()
            out, _ = load.communicate(f"{relay_port} {relay.pid}\n")
            if load.returncode != 0:
                raise SystemExit(f"the measurement \"{what}\" has failed")
            return json.loads(out)
        finally:
            stop(server)
            if relay:
                relay.kill()
                relay.wait()


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("0.0.0.0", 0))
        return s.getsockname()[1]


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


def spread(values):
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}


def compared(pairs, figure):
    """Median and spread of a figure for both, and of the ratio and the difference pair by pair."""
    server = [figure(p["server"]) for p in pairs]
    relay = [figure(p["relay"]) for p in pairs]
    return {"server": spread(server), "relay": spread(relay),
            "ratio": spread([s / r for s, r in zip(server, relay)]),
            "difference": spread([s - r for s, r in zip(server, relay)])}


def summary_of_fan_out(raw):
    return {
        "fan_out": raw["fan_out"], "streams": raw["streams"], "repeaters": raw["repeaters"],
        "pairs": len(raw["ordinary"]),
        "offered_per_second": statistics.median(p["relay"]["sent"] / p["relay"]["seconds"] for p in raw["ordinary"]),
        "cpu_per_delivered_seconds": compared(raw["ordinary"], lambda o: o["cpu_seconds"] / o["delivered"]),
        "capacity_per_second": compared(raw["saturated"], lambda o: o["delivered"] / o["seconds"]),
        "delay_p50_seconds": compared(raw["quiet"], lambda o: o["delay_p50"]),
        "delay_p99_seconds": compared(raw["quiet"], lambda o: o["delay_p99"]),
        "delay_p99_undisturbed_seconds": compared(raw["quiet"], lambda o: o["delay_p99_undisturbed"]),
        "delay_max_seconds": compared(raw["quiet"], lambda o: o["delay_max"]),
        "lost": {who: sum(p[who]["lost"] for k in ("saturated", "ordinary", "quiet") for p in raw[k])
                 for who in ("server", "relay")},
    }


class Table:
    def __init__(self):
        self.missed = 0

    def line(self, what, value, aim="", met=None):
        verdict = {None: "", True: "met", False: "MISSED"}[met]
        self.missed += met is False
        print(f"{what:52} {value:>34}  {aim:>9} {verdict}", flush=True)

    def fan_out(self, s):
        n = s["fan_out"]
        print(f"\nfan-out {n}: {s['streams']} calls, {s['repeaters']} repeaters, "
              f"{s['offered_per_second']:.0f} bursts/s, {s['pairs']} pairs")
        cpu, rate = s["cpu_per_delivered_seconds"], s["capacity_per_second"]
        ratio = cpu["ratio"]
        self.line("  CPU per delivered datagram, server / relay",
                  f"{cpu['server']['median'] * 1e6:.2f} / {cpu['relay']['median'] * 1e6:.2f} us")
        self.line("    ratio [least, most]", f"{ratio['median']:.3f} [{ratio['least']:.3f}, {ratio['most']:.3f}]",
                  "1.05" if n > 1 else "", ratio["median"] <= 1.05 if n > 1 else None)
        self.line("  capacity, server / relay",
                  f"{rate['server']['median']:.0f} / {rate['relay']['median']:.0f} /s")
        ratio = rate["ratio"]
        self.line("    ratio [least, most]", f"{ratio['median']:.3f} [{ratio['least']:.3f}, {ratio['most']:.3f}]")
        for name in ("p50", "p99_undisturbed", "p99", "max"):
            delay = s[f"delay_{name}_seconds"]
            added = delay["difference"]["median"]
            judged = name == "p99_undisturbed" and n == 10
            self.line(f"  delay {name.replace('_', ', ')}: server / relay, added",
                      f"{delay['server']['median'] * 1e6:.0f} / {delay['relay']['median'] * 1e6:.0f}, "
                      f"{added * 1e6:+.0f} us", "200 us" if judged else "", added <= 200e-6 if judged else None)
        self.line("  lost, server / relay", f"{s['lost']['server']} / {s['lost']['relay']}")


def instruction_figures(table, program):
    if instructions.compiler(program) == "another":
        return None
    found = instructions.counts(program)
    print("\ninstructions (callgrind)")
    starts = found["stream start, 10 of 10,000"] / found["stream start, 10 of 10"]
    for what, n in found.items():
        judged = what == "packet out"
        table.line(f"  {what}", f"{n:.1f}", "60" if judged else "", n <= 60 if judged else None)
    table.line("  stream start, 10,000 / 10 repeaters", f"{starts:.3f}", "1.2", starts <= 1.2)
    return found


def codec_figures(table, program):
    """Nanoseconds of each operation of the codec."""
    found = json.loads(subprocess.run([program], check=True, capture_output=True, text=True,
                                      preexec_fn=lambda: pin(SUBJECT_CPU)).stdout)
    print("\ncodec")
    for what, ns in found.items():
        table.line(f"  {what} [least, most]", f"{ns['median']:.0f} [{ns['least']:.0f}, {ns['most']:.0f}] ns")
    return found


def machine():
    model = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")]
    return {"processors": os.cpu_count(), "model": model[0] if model else "unknown",
            "kernel": os.uname().release, "load_before": os.getloadavg()[0]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", required=True, help="folder with hblinkd and the bench_* programs")
    parser.add_argument("--json", required=True)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.7, help="of each measurement of a pair")
    arguments = parser.parse_args()

    table, result = Table(), {"version": 1, "machine": machine()}
    print(f"{result['machine']['model']}, {result['machine']['processors']} processors, "
          f"load {result['machine']['load_before']:.2f} before the run")
    with tempfile.TemporaryDirectory() as scratch:
        programs = Programs(arguments.programs, scratch)
        result["fan_out"] = []
        raw = []
        for fan_out, streams in PLANS:
            raw.append(programs.measure_pairs("fan-out", fan_out, streams, arguments.pairs, arguments.seconds))
            result["fan_out"].append(summary_of_fan_out(raw[-1]))
            table.fan_out(result["fan_out"][-1])

        print("\nsessions")
        memory = programs.measure("resident", 1_000, 10_000)
        slope = (memory["bytes_at_many"] - memory["bytes_at_few"]) / (memory["many"] - memory["few"])
        result["resident"] = {**memory, "bytes_per_repeater": slope}
        table.line("  memory at 10,000 repeaters", f"{memory['bytes_at_many'] / 2**20:.1f} MiB")
        table.line("  memory per repeater", f"{slope / 1024:.2f} KiB", "1 KiB", slope <= 1024)

        runs = [programs.measure("logins", 10_000) for _ in range(arguments.pairs)]
        result["logins"] = {"per_second": spread([r["repeaters"] / r["seconds"] for r in runs]),
                            "cpu_seconds_each": spread([r["cpu_seconds"] / r["repeaters"] for r in runs])}
        rate = result["logins"]["per_second"]
        table.line("  logins per second [least, most]",
                   f"{rate['median']:.0f} [{rate['least']:.0f}, {rate['most']:.0f}]", "40000", rate["median"] >= 40_000)
        table.line("  CPU per login", f"{result['logins']['cpu_seconds_each']['median'] * 1e6:.1f} us")

        idle = programs.measure_pairs("idle", 1_000, 3, 10)
        result["idle"] = {"repeaters": idle["repeaters"],
                          "cpu_share": compared(idle["pairs"], lambda o: o["cpu_seconds"] / o["seconds"])}
        share = result["idle"]["cpu_share"]
        table.line("  1,000 idle repeaters: share of a processor",
                   f"{share['server']['median']:.2%} [{share['server']['least']:.2%}, {share['server']['most']:.2%}]",
                   "1 %", share["server"]["median"] <= 0.01)
        table.line("    a relay that wakes up as often",
                   f"{share['relay']['median']:.2%} [{share['relay']['least']:.2%}, {share['relay']['most']:.2%}]")

        result["codec"] = codec_figures(table, programs.folder / "bench_codec")
        result["instructions"] = instruction_figures(table, str(programs.folder / "bench_instructions"))
    result["raw"] = raw
    Path(arguments.json).write_text(json.dumps(result, indent=1) + "\n")
    print(f"\n{table.missed} aims missed; all figures: {arguments.json}")


if __name__ == "__main__":
    sys.exit(main())
