"""Hashes of the served views over their fact columns: what two runs are compared by."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
import yaml
from psycopg import sql

from movie_assets_tests.catalogue_run import PROJECT

DESCRIBED = PROJECT / "dbt_project" / "models" / "served" / "_served.yml"


@dataclass(frozen=True, slots=True)
class Facts:
    """What one view says: its rows, and the hash of its fact columns in order of its key."""

    rows: int
    sha256: str


def served_facts(url: str) -> dict[str, Facts]:
    """Hash every view of `served`.

    Errors: ValueError when a view has a column that _served.yml does not describe, or a view it
            does not name: what is not described would not be compared.
    """
    models = {m["name"]: m for m in yaml.safe_load(DESCRIBED.read_text(encoding="utf-8"))["models"]}
    with psycopg.connect(url) as connection:
        held = columns_of(connection)
        if set(held) != set(models):
            raise ValueError(f"served has {sorted(held)}, {DESCRIBED} has {sorted(models)}")
        return {name: facts_of(connection, models[name], held[name]) for name in sorted(models)}


def columns_of(connection: psycopg.Connection[Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for view, column in connection.execute(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE c.relnamespace = 'served'::regnamespace AND c.relkind = 'v' AND a.attnum > 0 "
        "AND NOT a.attisdropped"
    ):
        found.setdefault(view, set()).add(column)
    return found


def facts_of(
    connection: psycopg.Connection[Any], model: Mapping[str, Any], held: set[str]
) -> Facts:
    described = {column["name"]: column for column in model["columns"]}
    if set(described) != held:
        raise ValueError(
            f"served.{model['name']}: {sorted(set(described) ^ held)} in one place only"
        )
    facts = [
        name
        for name, column in described.items()
        if not column.get("config", {}).get("meta", {}).get("volatile")
    ]
    meta = model["config"]["meta"]
    query = sql.SQL("COPY (SELECT {} FROM served.{} WHERE {} ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, facts)),
        sql.Identifier(model["name"]),
        sql.SQL(meta.get("sample", "true")),  # of a view nobody reads whole
        sql.SQL(", ").join(map(sql.Identifier, meta["key"])),
    )
    digest, rows = hashlib.sha256(), 0
    with connection.cursor() as cursor, cursor.copy(query) as lines:
        for line in lines:
            digest.update(line)
            rows += bytes(line).count(b"\n")
    return Facts(rows, digest.hexdigest())
