# SPDX-License-Identifier: GPL-3.0-or-later
"""What compose.yaml asks for, as options of `docker run`, so that the container which is tried is the one that
operators get."""

from pathlib import Path

import yaml

from engine import Trouble, succeeds

FILE = Path(__file__).resolve().parents[2] / "compose.yaml"

# Without influence on a container that is tried for a minute. The network is the one difference: a trial
# must neither be seen from outside nor find the port taken, so it gets a loopback of its own.
WITHOUT_OPTION = {"image", "build", "network_mode", "restart", "logging", "stop_grace_period"}


def service():
    try:
        return yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]["hblinkd"]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise Trouble(f"compose.yaml is broken: {error}") from error


def check(proofs):
    """Docker's own judgement where its compose is installed; that needs no engine."""
    if succeeds(["docker", "compose", "version"]):
        good = succeeds(["docker", "compose", "--file", str(FILE), "config", "--quiet"])
        proofs.add("compose.yaml", "accepted" if good else "refused", "docker compose config", good,
                   "run: docker compose config")
    else:
        proofs.add("compose.yaml", "its options are used below", "read here; no docker compose to ask")
    mode = service().get("network_mode")
    proofs.add("network", f"{mode} (tried with a loopback of its own)", "compose.yaml", mode == "host",
               "network_mode must be host: the server must see the addresses of the repeaters")


def grace_seconds(asked):
    return int(asked["stop_grace_period"].removesuffix("s"))


def options(engine, asked, volumes):
    """`volumes` gives the name of compose.yaml's volume here."""
    of_key = {
        "read_only": lambda on: ["--read-only"] if on else [],
        "cap_drop": lambda all_of: [f"--cap-drop={name}" for name in all_of],
        "security_opt": lambda all_of: [f"--security-opt={name.removesuffix(':true')}" for name in all_of],
        "tmpfs": lambda all_of: [f"--tmpfs={engine.tmpfs(mount)}" for mount in all_of],
        "volumes": lambda all_of: [f"--volume={volumes[name]}:{path}"
                                   for name, path in (mount.split(":") for mount in all_of)],
    }
    unknown = asked.keys() - of_key.keys() - WITHOUT_OPTION
    if unknown:
        raise Trouble(f"compose.yaml has keys that test/image/compose.py does not know: {', '.join(sorted(unknown))}")
    return [option for key in of_key.keys() & asked.keys() for option in of_key[key](asked[key])]
