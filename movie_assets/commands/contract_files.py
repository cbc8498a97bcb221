"""The contract's written forms, and which are kept in the tree. What they say is in `model`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from movie_assets.model.contract import tables_in
from movie_assets.model.loads import LOADED_BY
from movie_assets.model.render.arrow import arrow_schema
from movie_assets.model.render.dbt import dbt_sources
from movie_assets.model.render.json_schema import json_schema, openapi
from movie_assets.model.render.postgres import schema_ddl
from movie_assets.settings import PROJECT

KEPT: dict[Path, str] = {
    PROJECT / "movie_assets" / "docs" / "contract" / "schema.sql": "sql",
    PROJECT / "movie_assets" / "docs" / "contract" / "parquet.json": "parquet",
    PROJECT / "movie_assets" / "docs" / "contract" / "schema.json": "json",
    PROJECT / "movie_assets" / "docs" / "contract" / "openapi.json": "openapi",
    PROJECT / "dbt_project" / "models" / "sources.yml": "dbt",
}


def text_of(form: str) -> str:
    """The contract in one form: sql, parquet, dbt, json or openapi."""
    makers: dict[str, Callable[[], str]] = {
        "sql": schema_ddl,
        "parquet": lambda: _json({t.name: _fields(t) for t in tables_in("lake")}),
        "dbt": lambda: dbt_sources(LOADED_BY),
        "json": lambda: _json(json_schema()),
        "openapi": lambda: _json(openapi()),
    }
    return makers[form]()


def write_kept() -> list[Path]:
    """Bring the files in the tree up to date; the ones that changed."""
    stale = [path for path, form in KEPT.items() if not _is_current(path, form)]
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(KEPT[path]))
    return stale


def _is_current(path: Path, form: str) -> bool:
    return path.exists() and path.read_text() == text_of(form)


def _fields(table: object) -> dict[str, str]:
    return {field.name: str(field.type) for field in arrow_schema(table)}  # pyright: ignore[reportArgumentType]


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
