# SPDX-License-Identifier: GPL-3.0-or-later
"""The image that ours stands on: there already, pulled, or made of Debian's packages as bookworm-slim is."""

import re
import subprocess
from pathlib import Path

from engine import BASE, Trouble, succeeds

# For 30 MB from a registry; some networks swallow the question without an answer.
PATIENCE = 120

# Debian 12 names its sources in one of these.
SOURCES = [Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list")]

# What bookworm-slim leaves out, too.
LEFT_OUT = ["path-exclude=/usr/share/doc/*", "path-include=/usr/share/doc/*/copyright",
            *(f"path-exclude=/usr/share/{folder}/*" for folder in ("groff", "info", "lintian", "locale", "man"))]

# Bookworm's folders as Debian's own images have them; otherwise a program would do it that needs all of Perl.
MERGED = ["--include=usr-is-merged", "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr"]


def sources():
    """The machine's own mirrors of bookworm; without any, mmdebstrap takes Debian's."""
    return [str(file) for file in SOURCES if file.is_file() and re.search(r"\bbookworm\b", file.read_text())]


def apt_options():
    """How this machine reaches its mirrors: proxies, and what is not checked."""
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout
    return re.findall(r'^(Acquire::(?:http|https|Check)\S* ".+");$', dump, re.MULTILINE)


def make(engine, folder):
    archive = Path(folder) / "base.tar"
    archive.unlink(missing_ok=True)
    command = ["mmdebstrap", "--quiet", "--variant=minbase", *MERGED]
    command += [f"--dpkgopt={option}" for option in LEFT_OUT]
    command += [f"--aptopt={option}" for option in apt_options()]
    try:
        done = subprocess.run([*command, "bookworm", str(archive), *sources()], check=False)
    except OSError as error:
        raise Trouble("mmdebstrap is not here: ./dev tools image installs it") from error
    if done.returncode != 0:
        raise Trouble("mmdebstrap could not make the base, see above: does apt-get update work on this machine?")
    engine.call("import", str(archive), BASE, seconds=600)
    archive.unlink()


def provide(engine, folder):
    """How we came by the base."""
    if engine.has_image(BASE):
        return "was there"
    print(f"image: looking for {BASE}", flush=True)
    if succeeds([*engine.command, "pull", "--quiet", BASE], seconds=PATIENCE):
        return "pulled from the registry"
    if engine.name == "docker":  # the name belongs to the user there: nothing of our making takes it
        raise Trouble(f"docker pull {BASE} failed: is there a network?")
    print("image: no registry in reach; making the base with mmdebstrap (about a minute)", flush=True)
    make(engine, folder)
    return "made with mmdebstrap"
