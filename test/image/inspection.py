# SPDX-License-Identifier: GPL-3.0-or-later
"""What the image says about itself, and how large it is."""

CONFIGURATION = "/etc/hblinkd/hblinkd.json"
LARGEST = 60_000_000  # bytes, without the base
HEALTH = ["CMD", "/usr/bin/hblinkd", "health", "--config", CONFIGURATION]

EXPECTED = {
    "user": "62031:62031",
    "entry point": ["/usr/bin/hblinkd"],
    "command": ["run", "--config", CONFIGURATION],
    "stop signal": "SIGTERM",
    "exposed port": ["62031/udp"],
    "volumes": ["/etc/hblinkd", "/var/lib/hblinkd"],
    "health check says": HEALTH,
}


def found(image):
    """The same for an image, from the answer of `image inspect`."""
    config = image["Config"]
    health = config.get("Healthcheck") or image.get("Healthcheck") or {}  # docker; podman
    return {
        "user": config.get("User"),
        "entry point": config.get("Entrypoint"),
        "command": config.get("Cmd"),
        "stop signal": config.get("StopSignal"),
        "exposed port": sorted(config.get("ExposedPorts") or {}),
        "volumes": sorted(config.get("Volumes") or {}),
        "health check says": health.get("Test"),
    }


def megabytes(size):
    return f"{size / 1e6:.1f} MB"


def check(proofs, image, base):
    is_now = found(image)
    for what, expected in EXPECTED.items():
        shown = is_now[what] if isinstance(is_now[what], str) else " ".join(is_now[what] or ["none"])
        proofs.add(what, shown, "inspected", is_now[what] == expected,
                   f"the Dockerfile should say {expected}")
    own = image["Size"] - base["Size"]
    proofs.add("size of the base", megabytes(base["Size"]), "inspected")
    proofs.add("size in all", megabytes(image["Size"]), "inspected")
    proofs.add("size of our own", megabytes(own), f"at most {megabytes(LARGEST)}", own <= LARGEST,
               "see which package is large: docker history, or podman history")
