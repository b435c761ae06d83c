#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds etc/hblinkd.schema.json against the fixtures that the parser's test uses.

What the parser accepts, the schema must accept; what the parser refuses, the schema must refuse as well,
except for errors that a schema cannot see: they are named here.
"""
import json
import pathlib
import sys

import jsonschema

# Errors that relate two values.
RELATED_VALUES = {
    "id_range_reversed",
    "link_to_the_bind_address",
    "link_to_the_server_itself",
    "link_to_the_server_itself_by_the_other_family",
    "no_listener",
    "no_listener_without_ipv6",
    "talkgroup_on_two_trunks",
    "trunk_on_one_address_of_a_wildcard",
    "trunk_on_the_port_of_the_repeaters",
    "trunk_to_itself",
    "trunk_to_the_port_of_the_repeaters",
    "two_links_with_one_name",
    "two_links_with_one_radio_id",
    "two_trunks_on_one_port",
    "two_trunks_with_one_name",
}
# Errors in the environment.
ENVIRONMENT = {
    "environment_variable_empty",
    "environment_variable_not_set",
    "secret_file_missing",
}
# Other names of keys that the example shows once.
OTHER_NAMES = {"/repeaters", "/outbound_connections/password", "/openbridge_connections/password"}


def load(file):
    return json.loads(file.read_text(encoding="utf-8"))


def key_paths(schema, path=""):
    """All keys that a schema knows, such as /http/public/addresses; lists leave no trace in the path."""
    for key, inner in schema.get("properties", {}).items():
        yield path + "/" + key
        yield from key_paths(inner, path + "/" + key)
    if "items" in schema:
        yield from key_paths(schema["items"], path)


def used_paths(value, path=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield path + "/" + key
            yield from used_paths(inner, path + "/" + key)
    elif isinstance(value, list):
        for inner in value:
            yield from used_paths(inner, path)


def main(source):
    schema = load(source / "etc/hblinkd.schema.json")
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker(["ipv4", "ipv6"]))
    data = source / "test/data/config"
    wrong = []

    accepted = sorted((data / "accept").glob("*.json"))
    accepted += [data / "hblink4-config.json", source / "etc/hblinkd.json"]
    for file in accepted:
        for error in validator.iter_errors(load(file)):
            wrong.append(f"{file.name} is good, but the schema refuses it: {error.json_path}: {error.message}")

    refused = sorted((data / "refuse").glob("*.json"))
    for file in refused:
        invisible = file.stem in RELATED_VALUES | ENVIRONMENT
        if validator.is_valid(load(file)) != invisible:
            wrong.append(f"{file.name} is bad, but the schema accepts it" if not invisible
                         else f"{file.name} is named as invisible to a schema, but the schema refuses it")
    for name in (RELATED_VALUES | ENVIRONMENT) - {file.stem for file in refused}:
        wrong.append(f"{name} is named in this script, but there is no such fixture")

    # The example shows every key, and the parser's test loads it without a warning of an unknown key: so
    # the parser knows every key of the schema. The manual names them all.
    example = set(used_paths(load(source / "etc/hblinkd.json")))
    manual = (source / "docs/configuration.md").read_text(encoding="utf-8")
    for path in sorted(set(key_paths(schema))):
        if path not in example and not path.startswith("/repeaters/") and path not in OTHER_NAMES:
            wrong.append(f"{path} is not in etc/hblinkd.json")
        if f"`{path.rsplit('/', 1)[1]}`" not in manual:
            wrong.append(f"{path} is not in docs/configuration.md")

    print("\n".join(wrong) or f"{len(accepted)} accepted, {len(refused)} refused as they should be")
    return 1 if wrong or len(accepted) < 10 or len(refused) < 100 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
