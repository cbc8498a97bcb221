"""Each cell of a mapping as a column of DuckDB SQL: what was said, and what it means. No records.

A *read cell* is two columns: `raw_<name>`, what the file says (NULL where it says nothing), and
`<name>`, its value. Raw without value is a cell that could not be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from movie_assets.model.render.duckdb import literal
from movie_assets.sources.drop_mapping import FIELDS, AspectCells, Cell, RatingCells, plain
from movie_assets.sources.drop_mapping import Mapping as DropMapping
from movie_assets.sources.drop_values_sql import cleaned_sql, fraction_scale_sql, value_sql

CELLS_A_STEP = 3
# Where a zero means that nobody knows.
_ZERO_IS_UNKNOWN = ("minutes", "money", "year")
_ZERO = "[$€£]? *0+([.]0+)? *(m|min|mins)?"
_WHAT = {
    "int": "a whole number",
    "float": "a number",
    "percent": "a percentage",
    "fraction": "a number out of the scale",
    "year": "a year",
    "minutes": "a length",
    "date": "a date",
    "money": "an amount of money",
    "bool": "yes or no",
    "count": "a count",
    "list": "a list",
    "json_list": "a list in brackets",
    "country_list": "countries we know",
    "language_list": "languages",
    "language": "an ISO 639-1 code",
}


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A cell, the name of its columns, and what it is read as."""

    name: str
    label: str
    cell: Cell
    kind: str
    bounds: tuple[float, float] | None = None

    @property
    def wanted(self) -> str:
        """What the cell should have been, for people."""
        if self.cell.values:
            return f"one of {', '.join(self.cell.values)}"
        if self.cell.pattern and self.kind == "text":
            return f"like {self.cell.pattern}"
        return _WHAT.get(self.kind, "a text")


def named_cells(mapping: DropMapping) -> Iterator[NamedCell]:
    """Every cell of a mapping by name."""
    if isinstance(mapping.kind, Cell):
        yield NamedCell("kind", "kind", mapping.kind, "text")
    if mapping.id:
        yield NamedCell("id", "id", mapping.id, "text")
    for field, cell in mapping.fields.items():
        yield NamedCell(f"field_{field}", field, cell, cell.as_ or FIELDS[field])
    yield from _score_cells(mapping)
    for number, one in enumerate(mapping.external_ids):
        label = f"external_ids.{one.source}"
        yield NamedCell(f"external_{number}", label, one.id, one.id.as_ or "text")
    for number, offer in enumerate(mapping.offers):
        if offer.when:
            yield NamedCell(f"offer_{number}", f"offers.{offer.provider}", offer.when, "text")


def _score_cells(mapping: DropMapping) -> Iterator[NamedCell]:
    for number, score in enumerate(mapping.scores):
        bounds = (score.scale_min, score.scale_max)
        label, value = _label(score), score.value
        yield NamedCell(f"score_{number}", label, value, value.as_ or "float", bounds)
        for nth, cell in enumerate(score.count):
            yield NamedCell(f"count_{number}_{nth}", f"{label}.count", cell, cell.as_ or "count")


def _label(score: RatingCells | AspectCells) -> str:
    """What a score is called in the quarantine."""
    if isinstance(score, AspectCells):
        return f"aspects.{score.aspect}"
    return f"ratings.{score.publisher}.{score.metric}"


def columns_of(mapping: DropMapping, header: Mapping[str, int]) -> dict[str, int]:
    """The columns of a file that the mapping reads, by their plain name.

    Shape: `header` is each plain name's place in the file.
    """
    named = [name for cell in mapping.cells for name in cell.column]
    wanted = {plain(name) for name in (*named, *mapping.identity)}
    return {name: place for name, place in header.items() if name in wanted}


def cells_steps(mapping: DropMapping, columns: Mapping[str, str], chunk: str) -> Iterator[str]:
    """SQL in steps, each over the relation `drop_before` that the step before made.

    One query of all cells takes 100 MB for the vectors between its expressions alone, whatever
    the number of rows; so the values are worked out a few cells at a time.

    Shape: `columns` is the chunk's column of each plain name; the rows keep `line` and their
           cleaned columns beside the cells' two each.
    """
    cells = list(named_cells(mapping))
    cleaned = [f"{cleaned_sql(c, mapping.nulls)} AS {c}" for c in columns.values()]
    yield f"SELECT {', '.join(['line', *cleaned])} FROM {chunk}"
    raws = [f"{_raw_sql(one, columns)} AS raw_{one.name}" for one in cells]
    yield f"SELECT {', '.join(['*', *raws])} FROM drop_before"
    for start in range(0, len(cells), CELLS_A_STEP):
        some = cells[start : start + CELLS_A_STEP]
        values = [f"{_value_sql(one)} AS {one.name}" for one in some]
        yield f"SELECT {', '.join(['*', *values])} FROM drop_before"


def _raw_sql(one: NamedCell, columns: Mapping[str, str]) -> str:
    there = [columns[plain(name)] for name in one.cell.column if plain(name) in columns]
    text = there[0] if there else "NULL::VARCHAR"
    if one.cell.only is not None:
        text = f"CASE WHEN regexp_matches({text}, {literal(one.cell.only)}) THEN {text} END"
    if one.kind in _ZERO_IS_UNKNOWN:
        text = f"CASE WHEN NOT regexp_full_match({text}, {literal(_ZERO)}) THEN {text} END"
    return text


def _value_sql(one: NamedCell) -> str:
    cell, text = one.cell, f"raw_{one.name}"
    if cell.pattern is not None:
        text = f"nullif(trim(regexp_extract({text}, {literal(cell.pattern)}, 1)), '')"
    if cell.values is not None:
        cases = " ".join(
            f"WHEN {literal(said.casefold())} THEN {literal(means)}"
            for said, means in cell.values.items()
        )
        rest = f"ELSE {literal(cell.otherwise)}" if cell.otherwise else ""
        text = f"CASE lower({text}) {cases} {rest} END"
    value = value_sql(cell, one.kind, text)
    if one.bounds is None:
        return value
    low, high = one.bounds
    inside = f"{value} BETWEEN {low} AND {high}"
    if one.kind == "fraction":
        inside += f" AND {fraction_scale_sql(text)} = {high}"
    return f"CASE WHEN {inside} THEN CAST({value} AS DOUBLE) END"
