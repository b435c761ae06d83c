#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the image of the Dockerfile and proves that it does what operators need; see docs/testing.md. With
docker the image is `hblinkd` afterwards, as `docker compose build` names it; what podman builds stays below the
given folder."""

import sys
from pathlib import Path

import base
import compose
import engine
import inspection
from proofs import Proofs
from trial import Trial

ROOT = Path(__file__).resolve().parents[2]
IMAGE = "hblinkd"


def build(with_engine):
    print(f"image: building with {with_engine.name}", flush=True)
    if not with_engine.show("build", *with_engine.building, "--target=server", f"--tag={IMAGE}", str(ROOT)):
        raise engine.Trouble("the image cannot be built, see above")


def prove(folder):
    with_engine = engine.choose(folder)
    proofs = Proofs()
    proofs.add("builds with", " ".join([with_engine.name, *with_engine.building]), "Dockerfile, target server")
    proofs.add("base", base.provide(with_engine, folder), engine.BASE)
    build(with_engine)
    inspection.check(proofs, with_engine.inspect(IMAGE), with_engine.inspect(engine.BASE))
    compose.check(proofs)
    try:
        Trial(with_engine, IMAGE, proofs).run()
    finally:
        print(f"image: what was proved, with {with_engine.name}\n{proofs}", flush=True)
    return proofs.good()


def main(folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    try:
        if prove(str(Path(folder).resolve())):
            return 0
        print("image: something is wrong, see above", file=sys.stderr)
    except engine.Trouble as trouble:
        print(f"image: {trouble}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
