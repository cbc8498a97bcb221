"""The contract's small type language and how Python annotations spell it. No tables, no SQL."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from dataclasses import dataclass
from typing import Any, Literal

from movie_assets.model.errors import ContractError

ScalarName = Literal["text", "int", "float", "bool", "date", "timestamp", "json", "binary"]

_SCALARS: dict[type, ScalarName] = {
    str: "text",
    int: "int",
    float: "float",
    bool: "bool",
    dt.date: "date",
    dt.datetime: "timestamp",
    bytes: "binary",
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """One plain value; `int` is 64 bits, `timestamp` is UTC in microseconds, `json` is text."""

    name: ScalarName


@dataclass(frozen=True, slots=True)
class ListOf:
    """An ordered list, never null inside; an unknown list is an empty one."""

    item: ColumnType


@dataclass(frozen=True, slots=True)
class Struct:
    """Named fields in order; each may be null."""

    fields: tuple[tuple[str, ColumnType], ...]


@dataclass(frozen=True, slots=True)
class HalfVector:
    """An embedding: 32-bit floats in the lake, pgvector's `halfvec` (16 bits) in Postgres."""


ColumnType = Scalar | ListOf | Struct | HalfVector


@dataclass(frozen=True, slots=True)
class Volatile:
    """Marks a column that says when or by which run, not what is true: left out of row hashes."""


@dataclass(frozen=True, slots=True)
class Json:
    """Marks a `str` that carries a JSON document: text in the lake, jsonb in Postgres."""


@dataclass(frozen=True, slots=True)
class Vector:
    """Marks a tuple of floats that is an embedding."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one annotated field says of itself."""

    type: ColumnType
    nullable: bool
    description: str
    volatile: bool


def read_annotation(owner: str, name: str, hint: Any) -> Annotation:
    """Read one field's `Annotated[type, "description", marks…]`.

    Source: a dataclass's resolved type hints.
    Errors: ContractError when the description is missing or the type has no place in the language.
    """
    marks: tuple[Any, ...] = ()
    if typing.get_origin(hint) is typing.Annotated:
        hint, *rest = typing.get_args(hint)
        marks = tuple(rest)
    hint, nullable = _without_none(hint)
    description = next((mark for mark in marks if isinstance(mark, str)), "")
    if not description:
        raise ContractError(f"{owner}.{name} has no description: annotate it with one")
    return Annotation(
        type=_column_type(f"{owner}.{name}", hint, marks),
        nullable=nullable,
        description=description,
        volatile=any(isinstance(mark, Volatile) for mark in marks),
    )


def _without_none(hint: Any) -> tuple[Any, bool]:
    """Split `X | None` into X and whether None was there."""
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        return hint, False
    rest = [arg for arg in typing.get_args(hint) if arg is not type(None)]
    return rest[0], True


def _column_type(where: str, hint: Any, marks: tuple[Any, ...] = ()) -> ColumnType:
    """Translate one annotation into the type language."""
    if typing.get_origin(hint) is typing.Annotated:
        hint, *rest = typing.get_args(hint)
        marks = tuple(rest)
    hint, _ = _without_none(hint)
    if any(isinstance(mark, Json) for mark in marks):
        return Scalar("json")
    if any(isinstance(mark, Vector) for mark in marks):
        return HalfVector()
    if hint in _SCALARS:
        return Scalar(_SCALARS[hint])
    if typing.get_origin(hint) is tuple:
        return ListOf(_column_type(where, typing.get_args(hint)[0]))
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint, include_extras=True)
        return Struct(
            tuple(
                (field.name, _column_type(f"{where}.{field.name}", hints[field.name]))
                for field in dataclasses.fields(hint)
            )
        )
    raise ContractError(f"{where} has a type the contract does not know: {hint!r}")
