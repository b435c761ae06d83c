# SPDX-License-Identifier: GPL-3.0-or-later
"""What builds the image and runs it here: docker if its engine answers, otherwise podman. The two take the same
commands, so that what podman proves is what docker is told."""

import json
import os
import re
import shutil
import subprocess
import sys

# What the Dockerfile begins with, as podman needs it in full.
BASE = "docker.io/library/debian:bookworm-slim"


class Trouble(Exception):
    """Something is wrong with the image or the machine; the text says what to do."""


def succeeds(command, seconds=60):
    try:
        return subprocess.run(command, capture_output=True, timeout=seconds, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


class Engine:
    """One of the two programs, with the options that it needs here."""

    def __init__(self, name, options=(), building=(), running=()):
        self.name = name
        self.command = [name, *options]
        self.building = list(building)
        self.running = list(running)

    def call(self, *arguments, seconds=120):
        """Standard output of a command that must succeed."""
        done = self.attempt(*arguments, seconds=seconds)
        if done.returncode != 0:
            raise Trouble(f"{self.name} {arguments[0]} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def attempt(self, *arguments, seconds=120):
        """The same for a command that may fail."""
        try:
            return subprocess.run([*self.command, *arguments], capture_output=True, text=True, timeout=seconds,
                                  stdin=subprocess.DEVNULL, check=False)
        except subprocess.TimeoutExpired as late:
            raise Trouble(f"{self.name} {arguments[0]} did not end within {seconds} s") from late

    def start(self, *arguments):
        """A command that runs beside us, its outputs joined."""
        return subprocess.Popen([*self.command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                stdin=subprocess.DEVNULL, text=True)

    def show(self, *arguments):
        """A command whose output the user sees; whether it succeeded."""
        sys.stdout.flush()
        return subprocess.run([*self.command, *arguments], stdin=subprocess.DEVNULL, check=False).returncode == 0

    def tmpfs(self, mount):
        """Docker's words for a file system in memory; podman can only give it to the container's user."""
        return mount if self.name == "docker" else re.sub(r"uid=\d+,gid=\d+", "U", mount)

    def has_image(self, image):
        return self.attempt("image", "inspect", image).returncode == 0

    def inspect(self, image):
        return json.loads(self.call("image", "inspect", image))[0]

    def remove(self, container):
        self.attempt("rm", "--force", "--volumes", container)


def proxies():
    """What docker hands on to the build only when it is told to."""
    names = ("http_proxy", "https_proxy", "no_proxy")
    return [word for name in names if name in os.environ for word in ("--build-arg", name)]


def podman(folder):
    """Podman with all that it keeps below `folder`, so that nothing else on this machine is touched."""
    def options(driver):
        return ["--root", f"{folder}/storage-{driver}", "--runroot", f"{folder}/run-{driver}",
                "--storage-driver", driver, "--cgroup-manager", "cgroupfs", "--events-backend", "none"]

    driver = "overlay"
    tried = subprocess.run(["podman", *options(driver), "info"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        driver = "vfs"
        print(f"image: no overlay here, so each layer is a full copy (minutes longer): {tried.stderr.strip()}")
    # Isolation chroot: builds need no more rights than a chroot does. The limits: podman asks for more than
    # a container that is nested in another one may get. Docker has no folders to write to in a container that is
    # read-only; and podman's own health checks need systemd.
    return Engine("podman", options(driver), building=["--isolation", "chroot", "--format", "docker", *proxies()],
                  running=["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024",
                           "--read-only-tmpfs=false", "--no-healthcheck"])


def choose(folder):
    if succeeds(["docker", "info"]):
        return Engine("docker", building=proxies())
    if shutil.which("podman"):
        return podman(folder)
    raise Trouble("neither a docker engine (docker info) nor podman is here: ./dev tools image installs podman")
