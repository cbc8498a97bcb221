"""What a contract table is, and how a dataclass becomes one. No table is declared here."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, dataclass_transform

from movie_assets.model.errors import ContractError
from movie_assets.model.types import ColumnType, read_annotation

Schema = Literal["lake", "catalogue", "events", "app"]
Entity = Literal["title", "score", "offer", "redirect", "dna"]
Row = TypeVar("Row")
# Of `unmatched` an item is a title, or a record, whose id is never a title's.
UNITS = ("title_id", "from_title_id", "item_id")


@dataclass(frozen=True, slots=True)
class Column:
    """One field of one table."""

    name: str
    type: ColumnType
    nullable: bool
    description: str
    volatile: bool


@dataclass(frozen=True, slots=True)
class Index:
    """A Postgres index beside the primary key; `method` is btree, gin or brin.

    `options` are the method's own storage parameters, as SQL writes them.
    """

    columns: tuple[str, ...]
    method: str = "btree"
    where: str | None = None
    unique: bool = False
    options: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table, declared once; DDL, Parquet schema, dbt sources and JSON Schema follow from it.

    `schemas` says where it lives: the lake, a Postgres schema, or both under one name.
    `entity` names the change log's entity its rows belong to; None means no events are written.
    `all_columns_count` is set where every column is volatile by nature (times of checking), so
    that a load compares all of them.
    """

    name: str
    schemas: tuple[Schema, ...]
    key: tuple[str, ...]
    description: str
    columns: tuple[Column, ...]
    row: type[Any]
    entity: Entity | None = None
    indexes: tuple[Index, ...] = ()
    generated_key: str | None = None
    all_columns_count: bool = False

    @property
    def unit(self) -> str | None:
        """The key column that names the title a row is of: a title's rows are written together.

        None where rows are of no title (providers, states): there a partition is the unit.
        """
        return next((name for name in self.key if name in UNITS), None)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in contract order."""
        return tuple(column.name for column in self.columns)

    @property
    def fact_columns(self) -> tuple[Column, ...]:
        """The columns that hashes, data versions and events cover."""
        if self.all_columns_count:
            return self.columns
        return tuple(column for column in self.columns if not column.volatile)

    def column(self, name: str) -> Column:
        """One column by name.

        Errors: ContractError when the table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise ContractError(f"table {self.name} has no column {name}")


TABLES_BY_ROW: dict[type[Any], Table] = {}


@dataclass_transform(kw_only_default=True, frozen_default=True)
def part(cls: type[Row]) -> type[Row]:
    """Declare a nested value: a struct inside a table's column."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


@dataclass_transform(kw_only_default=True, frozen_default=True)
def table(
    name: str,
    *,
    schemas: tuple[Schema, ...],
    key: tuple[str, ...],
    entity: Entity | None = None,
    indexes: tuple[Index, ...] = (),
    generated_key: str | None = None,
    all_columns_count: bool = False,
) -> Callable[[type[Row]], type[Row]]:
    """Declare a table as a frozen dataclass of annotated fields; its docstring describes it."""

    def declare(cls: type[Row]) -> type[Row]:
        row = part(cls)
        declared = Table(
            name=name,
            schemas=schemas,
            key=key,
            description=(cls.__doc__ or "").strip(),
            columns=_columns(name, row),
            row=row,
            entity=entity,
            indexes=indexes,
            generated_key=generated_key,
            all_columns_count=all_columns_count,
        )
        for column in key:
            declared.column(column)
        TABLES_BY_ROW[row] = declared
        return row

    return declare


def table_of(row: type[Any]) -> Table:
    """The table a row class declares.

    Errors: ContractError when the class was not declared with `table`.
    """
    if row not in TABLES_BY_ROW:
        raise ContractError(f"{row.__name__} is not a contract table")
    return TABLES_BY_ROW[row]


def _columns(owner: str, row: type[Any]) -> tuple[Column, ...]:
    hints = typing.get_type_hints(row, include_extras=True)
    read = [
        (field.name, read_annotation(owner, field.name, hints[field.name]))
        for field in dataclasses.fields(row)
    ]
    return tuple(
        Column(
            name=name,
            type=seen.type,
            nullable=seen.nullable,
            description=seen.description,
            volatile=seen.volatile,
        )
        for name, seen in read
    )
