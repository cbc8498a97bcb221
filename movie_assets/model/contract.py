"""The contract: every table of the platform, once. What each looks like is in the *_rows files."""

from __future__ import annotations

from movie_assets.model import (
    aspect_rows,
    dna_rows,
    facet_rows,
    freshness_rows,
    lane_rows,
    matching_rows,
    media_rows,
    offer_rows,
    operation_rows,
    refresh_rows,
    search_rows,
    similar_rows,
    source_rows,
    title_rows,
)
from movie_assets.model.errors import ContractError
from movie_assets.model.table import TABLES_BY_ROW, Entity, Schema, Table, table_of

# In a fixed order of files, whichever was imported first: the DDL is one text everywhere.
TABLES: tuple[Table, ...] = tuple(
    table
    for module in (
        source_rows,
        matching_rows,
        title_rows,
        dna_rows,
        offer_rows,
        facet_rows,
        search_rows,
        aspect_rows,
        media_rows,
        lane_rows,
        similar_rows,
        operation_rows,
        freshness_rows,
        refresh_rows,
    )
    for row, table in TABLES_BY_ROW.items()
    if row.__module__ == module.__name__
)
POSTGRES_SCHEMAS: tuple[Schema, ...] = ("catalogue", "events", "app")


def tables_in(schema: Schema) -> tuple[Table, ...]:
    """The tables of the lake or of one Postgres schema, in the order declared."""
    return tuple(table for table in TABLES if schema in table.schemas)


def table_named(name: str) -> Table:
    """One table by name.

    Errors: ContractError naming the tables there are.
    """
    for table in TABLES:
        if table.name == name:
            return table
    raise ContractError(f"no table {name}; there are {', '.join(t.name for t in TABLES)}")


def tables_of_entity(entity: Entity) -> tuple[Table, ...]:
    """The tables whose changes are events of this entity."""
    return tuple(table for table in TABLES if table.entity == entity)


__all__ = ["POSTGRES_SCHEMAS", "TABLES", "table_named", "table_of", "tables_in", "tables_of_entity"]
