"""The contract as dbt's sources.yml. The models over it belong to the dbt project."""

from __future__ import annotations

from typing import Any

import yaml

from movie_assets.model.contract import POSTGRES_SCHEMAS, tables_in
from movie_assets.model.render.postgres import postgres_type
from movie_assets.model.table import Table


def dbt_sources(asset_keys: dict[str, str]) -> str:
    """The YAML text of `dbt_project/models/sources.yml`.

    Shape: catalogue table name -> the Dagster asset that loads it, so that dbt's lineage goes on
           from ours.
    """
    document = {
        "version": 2,
        "sources": [
            {
                "name": schema,
                "schema": schema,
                # By name: the order declared depends on which module was imported first.
                "tables": [
                    _table(table, asset_keys)
                    for table in sorted(tables_in(schema), key=lambda table: table.name)
                ],
            }
            for schema in POSTGRES_SCHEMAS
        ],
    }
    head = "# Made by `movie-assets schema --format dbt`; change movie_assets/model instead.\n"
    return head + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def _table(table: Table, asset_keys: dict[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": table.name,
        "description": table.description,
        "columns": [
            {
                "name": column.name,
                "description": column.description,
                "data_type": postgres_type(column.type),
            }
            for column in table.columns
        ],
    }
    if table.name in asset_keys:
        entry["config"] = {"meta": {"dagster": {"asset_key": [asset_keys[table.name]]}}}
    return entry
