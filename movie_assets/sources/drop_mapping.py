"""What a mapping file of a drop may say, checked. How its rows are read is `drop_sql`'s business.

A mapping is YAML; every key that is not named here is an error.

    name: my_films             # as the folder that takes files nothing else tells apart
    source: my_source          # whose facts these are; `source` of the records
    about: a line for people
    files: ["films*.csv*"]     # names it is known by, beside the columns it needs
    format: table              # or tree: one JSON object of objects, `levels` deep
    levels: [year, title, url]
    delimiter: ";"             # else told from the header line; `quote: ""` for none
    encoding: mac_roman        # else UTF-8, and cp1252 for a line that is not UTF-8
    escape: "~"                # what stands before a quote inside quotes; by default a second one
    nulls: ["tbd"]             # beside NULLS below, in any case
    kind: movie                # or a cell with `values: {Movie: movie, TV Show: tv}`
    id: {column: url, pattern: "metacritic[.]com/(.+)"}
    id_prefix: "{kind}/"       # before the id; {kind} is the row's kind
    identity: [Title, Year]    # without `id`: columns the id is hashed from; else title, year, kind
    fields: {title: Title, runtime_min: {column: Length, only: "min$"}}
    certification_country: US
    bracketed_names: true      # "Yi Yi (A One and a Two)" has two names
    ratings: [{publisher: imdb, metric: audience, value: Score, scale_max: 10, count: Votes}]
    aspects: [{aspect: soundtrack, value: Music, scale_max: 10, count: Votes}]
    external_ids: [{source: imdb, id: {column: imdb_id, pattern: "(tt[0-9]+)"}}]
    offers: [{country: US, provider: Hulu, provider_id: 15, when: Hulu, equals: "1"}]
    whole_catalogue: true      # what a newer file of this source lacks is offered no more

A cell is a column's name, or an object: `column` (one name, or several of which the file has one;
case and outer spaces do not count), `as` (see As), `only` (a pattern: what does not match says
nothing of this field), `pattern` (must match; its first group is the value), `values` (what stands
for what; else it is `otherwise` or, without that, unreadable), `formats` (of dates, as
strptime's), `separator` (of lists), `key` (inside JSON objects of a list), `currency`,
`optional` (the file may lack the column).
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from movie_assets.model.errors import SourceError

As = Literal[
    "text", "int", "float", "percent", "fraction", "year", "minutes", "date", "money", "bool",
    "count", "list", "json_list", "country_list", "language_list", "language",
]  # fmt: skip
NULLS = ("", r"\n", "na", "n/a", "null", "none", "nan", "-", "—")
DATES = ("%Y-%m-%d", "%B %d, %Y", "%b %d, %Y", "%d-%b-%y", "%d %B %Y", "%m/%d/%Y", "%m/%d/%y")
# Fields of the record a mapping may fill, and how their cells are read unless they say otherwise.
FIELDS: dict[str, As] = {
    "title": "text",
    "original_title": "text",
    "year": "year",
    "release_date": "date",
    "end_date": "date",
    "runtime_min": "minutes",
    "season_count": "int",
    "episode_count": "int",
    "countries": "country_list",
    "languages": "language_list",
    "original_language": "language",
    "genres": "list",
    "directors": "list",
    "cast": "list",
    "keywords": "list",
    "companies": "list",
    "networks": "list",
    "overviews": "text",
    "taglines": "text",
    "popularity": "float",
    "status": "text",
    "adult": "bool",
    "certifications": "text",
    "budget": "money",
    "revenue": "money",
    "homepage": "text",
    "url": "text",
}


class Strict(BaseModel):
    """No key beside those named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _cell(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


def _one_or_many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _cells(value: Any) -> Any:
    return (value,) if isinstance(value, str | dict) else value


class Cell(Strict):
    """Where a value stands in a row, and how it is written."""

    column: Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]
    as_: As | None = Field(default=None, alias="as")
    only: str | None = None
    pattern: str | None = None
    values: dict[str, str] | None = None
    otherwise: str | None = None
    formats: tuple[str, ...] = DATES
    separator: str = ","
    key: str | None = None
    currency: str = "USD"
    optional: bool = False

    @model_validator(mode="after")
    def _patterns_are_patterns(self) -> Cell:
        for pattern in (self.only, self.pattern):
            try:
                groups = re.compile(pattern).groups if pattern is not None else None
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a pattern: {error}") from error
            if pattern is not None and pattern == self.pattern and groups != 1:
                raise ValueError(f"{pattern!r} must have one group, which is the value")
        return self


AnyCell = Annotated[Cell, BeforeValidator(_cell)]


class ScoreCells(Strict):
    """Where a score stands, and on which scale. A zero nobody voted for is no score."""

    value: AnyCell
    scale_min: float = 0.0
    scale_max: float
    count: Annotated[tuple[AnyCell, ...], BeforeValidator(_cells)] = ()  # several are added up
    zero_is_none: bool = False


class RatingCells(ScoreCells):
    """A score of the whole title: whose, and of what."""

    publisher: str
    metric: Literal["critics", "audience"]


class AspectCells(ScoreCells):
    """A score of one side of the title."""

    aspect: Literal["performance", "soundtrack", "screenplay"]


class ExternalIdCell(Strict):
    """An id elsewhere."""

    source: str
    id: AnyCell


class OfferCells(Strict):
    """A service that shows the title: always, or where a column says so."""

    country: str = Field(pattern="^[A-Z]{2}$")
    provider: str
    provider_id: int
    type: Literal["flatrate", "free", "ads", "rent", "buy"] = "flatrate"
    when: AnyCell | None = None
    equals: str = "1"


class Mapping(Strict):
    """How one kind of file becomes source records."""

    name: str = Field(pattern="^[a-z0-9_]+$")
    source: str = Field(pattern="^[a-z0-9_]+$")
    about: str
    files: tuple[str, ...]
    format: Literal["table", "tree"] = "table"
    levels: tuple[str, ...] = ()
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    quote: str = Field(default='"', max_length=1)
    escape: str | None = Field(default=None, min_length=1, max_length=1)
    encoding: str | None = None
    nulls: tuple[str, ...] = ()
    kind: Literal["movie", "tv"] | Cell
    id: AnyCell | None = None
    id_prefix: str = ""
    identity: tuple[str, ...] = ()
    fields: dict[str, AnyCell]
    certification_country: str | None = None
    bracketed_names: bool = False
    ratings: tuple[RatingCells, ...] = ()
    aspects: tuple[AspectCells, ...] = ()
    external_ids: tuple[ExternalIdCell, ...] = ()
    offers: tuple[OfferCells, ...] = ()
    whole_catalogue: bool = False

    @model_validator(mode="after")
    def _says_what_a_record_needs(self) -> Mapping:
        unknown = sorted(set(self.fields) - set(FIELDS))
        if unknown:
            raise ValueError(f"no field {', '.join(unknown)}; there are {', '.join(FIELDS)}")
        if "title" not in self.fields:
            raise ValueError("a record needs a title: say where in fields.title")
        if (self.format == "tree") != bool(self.levels):
            raise ValueError("format tree and levels go together")
        if "certifications" in self.fields and not self.certification_country:
            raise ValueError("certifications need certification_country")
        return self

    @property
    def scores(self) -> tuple[RatingCells | AspectCells, ...]:
        """The scores of whole titles, then those of single sides."""
        return (*self.ratings, *self.aspects)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell there is."""
        scores = (cell for one in self.scores for cell in (one.value, *one.count))
        switches = (offer.when for offer in self.offers if offer.when)
        single = (cell for cell in (self.id, self.kind) if isinstance(cell, Cell))
        ids = (one.id for one in self.external_ids)
        return (*single, *self.fields.values(), *scores, *ids, *switches)

    @property
    def needed_columns(self) -> tuple[tuple[str, ...], ...]:
        """The columns without which a file is not of this mapping; of each tuple, one."""
        identity = ((column,) for column in self.identity)
        return (*(cell.column for cell in self.cells if not cell.optional), *identity)

    def fits(self, header: Iterable[str]) -> bool:
        """Whether a file with this header has every column needed."""
        there = {plain(name) for name in header}
        return all(any(plain(name) in there for name in names) for names in self.needed_columns)

    def known_by(self, name: str) -> bool:
        """Whether a file's name is one of those the mapping names."""
        return any(fnmatch.fnmatchcase(name.casefold(), one.casefold()) for one in self.files)


def plain(column: str) -> str:
    r"""A column's name without what people and programs put around it.

    >>> plain("\ufeff Title\xa0")
    'title'
    """
    return column.replace("\ufeff", "").strip().casefold()


def read_mapping(text: str, where: str) -> Mapping:
    """A mapping from its YAML.

    Errors: SourceError naming the file, each key that cannot be read, and why.
    """
    try:
        return Mapping.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise SourceError(f"{where} is not YAML: {error}") from error
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, i['loc'])) or 'it'}: {i['msg']}" for i in error.errors()]
        raise SourceError(f"{where} is no mapping:\n" + "\n".join(lines)) from error


def mapping_for(
    mappings: Iterable[Mapping], *, names: Iterable[str], folder: str, header: Iterable[str]
) -> Mapping:
    """The one mapping a file is of: its folder's, else the one whose name and columns fit.

    Shape: the file's names (its own, and its archive's) and the folder it was dropped in.
    Errors: SourceError saying which were tried, what they lacked, and what to do.
    """
    header = list(header)
    tried = candidates(mappings, names=names, folder=folder)
    fitting = [one for one in tried if one.fits(header)]
    if len(fitting) == 1:
        return fitting[0]
    columns = ", ".join(header[:30])
    if fitting:
        found = ", ".join(one.name for one in fitting)
        raise SourceError(f"Several mappings fit ({found}): drop it in a folder of that name.")
    if tried:
        found = ", ".join(one.name for one in tried)
        raise SourceError(f"The mappings for such files ({found}) need other columns: {columns}.")
    raise SourceError(
        "No mapping knows a file of this name: drop it in a folder named like its mapping, "
        f"or write one. Its columns: {columns}."
    )


def candidates(mappings: Iterable[Mapping], *, names: Iterable[str], folder: str) -> list[Mapping]:
    """The mappings that may be a file's, before its columns are known."""
    known = list(mappings)
    named = [one for one in known if one.name == folder]
    return named or [one for one in known if any(one.known_by(name) for name in names)]
