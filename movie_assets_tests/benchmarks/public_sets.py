"""The public matching sets, brought into the matcher's columns. Matches and measures nothing.

Every set becomes rows as `match.SPINE` and `match.RECORDS` name them; what the matcher has no
column for (writers, keywords, budgets, abstracts, episode numbers) is left out. The side that knows
more is the spine. Ids that say nothing look it: a title's ends in no digit, for serial numbers here
tell no age, and a record's is digits, so that no name is read of it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from movie_assets.crosswalk.names import marked

Row = dict[str, Any]
Pair = tuple[str, str]  # title_id, source_id

# D10's titles of IMDb end like "(1998/I)", "(2004) (TV)"; the year has a column of its own.
_YEAR_AND_MEDIUM = re.compile(r"(?:\s*\((?:\d{4}|\?{4})(?:/[IVX]+)?\)|\s*\((?:TV|V|VG|mini)\))+$")
_PERSON_NUMBER = re.compile(r"\s*\([IVX]+\)$")
# Its letters of DBpedia have lost the backslash of their escape: u00E9, u014D.
_ESCAPED = re.compile(r"u([0-9A-F]{4})")


class PublicSet(NamedTuple):
    """Two tables and the pairs that are one thing.

    Attributes:
        judged: pairs somebody labelled, with the label; None where `truth` says all there is.
    """

    name: str
    spine: list[Row]
    records: list[Row]
    truth: list[Pair]
    judged: dict[Pair, bool] | None = None


def jedai(folder: Path, number: int) -> PublicSet:
    """D5, D6, D7 (people and titles of IMDb, TMDB and TVDB) or D10 (films).

    D10's two files bear each other's names: the one called dbpedia has IMDb's "Title, The (1999)",
    actors and directors, the one called imdb DBpedia's page titles, starring, writer and editor.
    """
    left, right = {5: ("imdb", "tmdb"), 6: ("imdb", "tvdb"), 7: ("tmdb", "tvdb")}.get(
        number, ("dbpedia", "imdb")
    )
    shape = (_of_imdb, _of_dbpedia) if number == 10 else (_of_graph, _of_graph)
    tables = [
        [{"id": row["id"], "source": name} | form(row) for row in _read(file, "|")]
        for name, form, file in (
            (name, form, folder / f"D{number}.{name}.csv")
            for name, form in zip((left, right), shape, strict=True)
        )
    ]
    pairs = (
        (row["D1"], row["D2"]) if number != 10 else (row["D2"], row["D1"])
        for row in _read(folder / f"D{number}.gt.csv", "|")
    )
    truth = [_pair(one, other) for one, other in pairs]
    return PublicSet(f"D{number}", *_sides(*tables), truth)


def cs839(folder: Path, labels: str) -> PublicSet:
    """IMDb and TMDB with pairs labelled by people: all of them (G) or the half for judging (J)."""
    tables = [
        [{"id": row["id"][1:], "source": name} | _of_student(row) for row in _read(folder / file)]
        for name, file in (("imdb", "A.csv"), ("tmdb", "B.csv"))
    ]
    judged = {
        _pair(row["l_id"][1:], row["r_id"][1:]): row["label"] == "1"
        for row in _read(folder / f"{labels}.csv")
    }
    truth = [pair for pair, same in judged.items() if same]
    return PublicSet(f"cs839 {labels}", *_sides(*tables), truth, judged)


def _sides(spine: Iterable[Row], records: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    return (
        [{"title_id": f"{row.pop('id')}-", **row} for row in spine],
        [{"source_id": row.pop("id"), **row} for row in records],
    )


def _pair(title: str, record: str) -> Pair:
    return f"{title}-", record


def _read(file: Path, separator: str = ",") -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", errors="replace", newline="") as lines:
        quoting = csv.QUOTE_MINIMAL if separator == "," else csv.QUOTE_NONE
        reader = csv.DictReader(lines, delimiter=separator, quoting=quoting)
        # The knowledge graphs name their columns by address.
        reader.fieldnames = [name.rsplit("/", 1)[-1] for name in reader.fieldnames or ()]
        yield from reader


def _row(kind: str, title: str | None, year: int | None, **more: Any) -> Row:
    empty = {"names": [], "runtime_min": None, "genres": [], "directors": [], "actors": []}
    return empty | {"kind": kind, "title": title or None, "year": year} | more


def _of_imdb(row: dict[str, str]) -> Row:
    title = _YEAR_AND_MEDIUM.sub("", row["title"])
    people = {name: _first_last(row[f"{one} name"]) for name, one in _PEOPLE}
    return _row("movie", title, _year(row["year"]), genres=_list(row["genre"]), **people)


_PEOPLE = (("directors", "director"), ("actors", "actor"))


def _of_dbpedia(row: dict[str, str]) -> Row:
    text = {name: unescape(_ESCAPED.sub(_letter, value or "")) for name, value in row.items()}
    page = marked(text["title"]) if text["title"] else None
    title, year = (page.name, page.year) if page else (text["title"], None)
    # Its people stand in one text without commas between them.
    return _row("movie", title, year, actors=_list(text["starring"]))


def _of_graph(row: dict[str, str]) -> Row:
    kind = "title" if row["title"] else "person"
    dates = ("birthYear", "birthDate", "startYear", "releaseDate", "release_year")
    years = (_year(row[name]) for name in dates if row.get(name))
    runtime = row.get("runtimeMinutes") or row.get("runtime")
    genres = (row.get("genre_list") or "").split(",")
    return _row(
        kind,
        row["title"] or row["name"],
        next(years, None),
        runtime_min=_number(runtime),
        genres=[genre.strip() for genre in genres if genre],
    )


def _of_student(row: dict[str, str]) -> Row:
    return _row(
        "movie",
        row["title"],
        _year(row["release_year"]),
        names=_list(row["alternative_titles"]),
        runtime_min=_number(row["run_time"]),
        actors=_list(row["cast"]),
        **{name: _list(row[name]) for name in ("genres", "directors")},
    )


def _letter(found: re.Match[str]) -> str:
    return chr(int(found.group(1), 16))


def _first_last(name: str) -> list[str]:
    last, _, first = _PERSON_NUMBER.sub("", name or "").partition(", ")
    return [f"{first} {last}".strip()] if last else []


def _list(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _year(text: str | None) -> int | None:
    found = re.match(r"(1[89]|20)\d\d", text or "")
    return int(found.group()) if found else None


def _number(text: str | None) -> float | None:
    found = re.match(r"\d+(?:\.\d+)?", text or "")
    return float(found.group()) if found else None
