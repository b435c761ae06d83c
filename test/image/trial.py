# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the image as compose.yaml would: first configuration, server, health, calls, farewell."""

import json
import os
import re
import time

import compose
import inspection
from engine import Trouble

REPEATERS = 3
PATIENCE = 30  # seconds for what takes one


class Trial:
    """A server in a container without a network but its own loopback. Leaves nothing behind."""

    def __init__(self, engine, image, proofs):
        self._engine = engine
        self._image = image
        self._proofs = proofs
        self._name = f"hblinkd-trial-{os.getpid()}"
        self._asked = compose.service()
        self._volumes = {name: f"{self._name}-{name}" for name in ("configuration", "state")}
        self._options = [*engine.running, *compose.options(engine, self._asked, self._volumes)]

    def run(self):
        try:
            passphrase = self._write_configuration()
            self._start()
            self._check_health()
            self._check_rights()
            self._check_calls(passphrase)
            self._check_stop(passphrase)
        finally:
            self._clean_up()

    def _write_configuration(self):
        said = self._engine.call("run", "--rm", "--network=none", *self._options, self._image, "init")
        passphrase = re.search(r"^ *password +(\S+)$", said, re.MULTILINE)
        self._proofs.add("first configuration", "written into a new volume", "run with \"init\"", bool(passphrase),
                         f"init should print the password, printed: {said!r}")
        if not passphrase:
            raise Trouble("without a configuration the server cannot be tried")
        return passphrase[1]

    def _start(self):
        self._engine.call("run", "--detach", f"--name={self._name}", "--network=none", *self._options, self._image)

    def _log(self):
        shown = self._engine.attempt("logs", self._name)
        return (shown.stdout + shown.stderr).strip()

    def _check_health(self):
        ends = time.monotonic() + PATIENCE
        answer = self._engine.attempt("exec", self._name, *inspection.HEALTH[1:])
        while answer.returncode != 0 and time.monotonic() < ends:
            time.sleep(0.2)
            answer = self._engine.attempt("exec", self._name, *inspection.HEALTH[1:])
        self._proofs.add("health check", answer.stdout.strip(), "executed in the container",
                         answer.returncode == 0, f"{answer.stderr.strip()}\n{self._log()}")
        if answer.returncode != 0:
            raise Trouble("the server in the container does not answer")

    def _check_rights(self):
        status = self._engine.call("exec", self._name, "cat", "/proc/1/status")
        field = dict(re.findall(r"^(\w+):\t(.*)$", status, re.MULTILINE))
        rights = (field["Uid"].split()[1], int(field["CapEff"], 16), field["NoNewPrivs"])
        self._proofs.add("rights of the server", "user {}, capabilities {:x}, no new privileges {}".format(*rights),
                         "/proc/1/status", rights == ("62031", 0, "1"), "see USER, and cap_drop in compose.yaml")
        written = self._engine.attempt("exec", self._name, "touch", "/usr/bin/hblinkd", "/a-file")
        self._proofs.add("root file system", "read-only", "tried to write", "Read-only" in written.stderr,
                         "see read_only in compose.yaml")

    def _simulator(self, passphrase, seconds):
        return [f"--network=container:{self._name}", *self._engine.running, "--entrypoint=/usr/bin/hblink-sim",
                self._image, "--server=127.0.0.1:62031", f"--passphrase={passphrase}", f"--repeaters={REPEATERS}",
                "--call-seconds=2", f"--seconds={seconds}", "--json=-"]

    def _check_calls(self, passphrase):
        played = self._engine.attempt("run", "--rm", *self._simulator(passphrase, 8))
        result = last_json(played.stdout)
        self._proofs.add("a call is heard", "{calls} call(s), {heard} of {expected} deliveries".format(**result),
                         "hblink-sim of the image, over loopback", result["passed"] and result["heard"] > 0,
                         f"hblink-sim says:\n{played.stderr.strip()}\n{self._log()}")

    def _check_stop(self, passphrase):
        simulator = f"{self._name}-repeaters"
        with self._engine.start("run", "--rm", f"--name={simulator}", *self._simulator(passphrase, 600)) as repeaters:
            said = until_logged_in(repeaters)
            started = time.monotonic()
            grace = compose.grace_seconds(self._asked)
            self._engine.call("stop", f"--time={grace}", self._name)
            took = time.monotonic() - started
            self._engine.call("stop", f"--time={grace}", simulator)
            said += repeaters.stdout.read()
        status = json.loads(self._engine.call("inspect", self._name))[0]["State"]["ExitCode"]
        self._proofs.add("stop", f"exit status {status} after {took:.1f} s", f"stop signal, at most {grace} s",
                         status == 0 and took < grace, self._log())
        farewells = last_json(said)["farewells"]
        self._proofs.add("goodbyes", f"{farewells} of {REPEATERS} repeaters got MSTCL", "hblink-sim of the image",
                         farewells == REPEATERS, said)

    def _clean_up(self):
        for container in (f"{self._name}-repeaters", self._name):
            self._engine.remove(container)
        for volume in self._volumes.values():
            self._engine.attempt("volume", "rm", "--force", volume)


def last_json(said):
    lines = [line for line in said.splitlines() if line.startswith("{")]
    if not lines:
        raise Trouble(f"hblink-sim gave no result: {said}")
    return json.loads(lines[-1])


def until_logged_in(repeaters):
    """What the simulator said up to then. It speaks every second, so that this ends."""
    said = ""
    ends = time.monotonic() + PATIENCE
    for line in repeaters.stdout:
        said += line
        if f"{REPEATERS} of {REPEATERS} logged in" in line:
            return said
        if time.monotonic() > ends:
            break
    repeaters.terminate()
    raise Trouble(f"the simulated repeaters do not log in: {said}")
