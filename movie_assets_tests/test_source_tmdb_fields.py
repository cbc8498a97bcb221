"""Every key TMDB was ever recorded with has a place in the contract, or a reason not to."""

import copy
import json
import re
from pathlib import Path

import pytest
import source_payloads
from source_answers import RECORDED, fetched, needs_recorded

from movie_assets.model.contract import table_named
from movie_assets.sources import tmdb
from movie_assets.sources.tmdb_fields import DROPPED, READ

KINDS = ("movie", "tv")
PAYLOADS = {"movie": source_payloads.movie, "tv": source_payloads.show}

# Whole details answers, with and without appended blocks, of ten years.
DETAILS = {
    "movie": (
        "api-2016-ruby/movie-detail.json",
        "api-2021/movie-603-20230219.json",
        "api-2022-ruby/movie-detail.json",
        "api-2024/refine-movie-1.json",
        "api-2024-java/movies-details_with_append_to_response.json",
        "api-2026/movie-168259.json",
        "api-2026/movie-47964-a.json",
        "api-2026/movie-tt1345836-append-credits-images-keywords.json",
        "api-2017/movie-8681-alternative_titles.json",
    ),
    "tv": (
        "api-2016-ruby/tv-detail.json",
        "api-2022-ruby/tv-detail.json",
        "api-2024-java/tv_series-details_with_append_to_response.json",
        "api-2026/tv-1396-a.json",
        "api-2026/tv-1396-b.json",
    ),
}
# Blocks recorded by themselves: in a details answer they stand under their own name.
BLOCK_FILE = re.compile(
    r"(movie|tv)(?:s|_series)?(?:-[0-9]+)?-(aggregate_credits|alternative_titles|content_ratings|"
    r"credits|external_ids|images|keywords|recommendations|release_dates|similar|translations|"
    r"videos|watch[_-]providers)\.json"
)
# What is read only where another key is missing: without that key the law below can be seen.
FALLBACKS = {
    "movie": {"imdb_id": "external_ids", "external_ids.imdb_id": "imdb_id"},
    "tv": {"credits.": "aggregate_credits"},
}


def paths_of(value, path=""):
    """Dotted paths of all leaves; `[]` for items of a list, `{country}` for a country's code."""
    if isinstance(value, dict):
        for key, inner in value.items():
            name = "{country}" if path == "watch/providers.results" else key
            yield from paths_of(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from paths_of(inner, f"{path}[]")
    else:
        yield path


def is_read(path: str, kind: str) -> bool:
    """A key that is read, or one whose object is and that happens to be null here."""
    return path in READ[kind] or any(known.startswith(f"{path}.") for known in READ[kind])


def is_dropped(path: str) -> bool:
    return any(path == known or path.startswith((f"{known}.", f"{known}[")) for known in DROPPED)


def without(payload, path: str):
    """A copy of a payload in which the leaf at a path stands nowhere."""

    def cut(value, steps):
        head, *rest = steps
        key, is_list = head.removesuffix("[]"), head.endswith("[]")
        for name in list(value) if key == "{country}" else [key] if key in value else []:
            if not rest and is_list:
                value[name] = []
            elif not rest:
                del value[name]
            else:
                for item in value[name] if is_list else [value[name]]:
                    if isinstance(item, dict):
                        cut(item, rest)

    shorter = copy.deepcopy(payload)
    cut(shorter, path.split("."))
    return shorter


def read_field(payload, kind: str, field: str):
    """A field of the record a payload is read as; None where there is no record."""
    reading = tmdb.read(fetched(payload, f"{tmdb.API}/{kind}/tt1"))
    return getattr(reading.records[0], field) if reading.records else None


def recorded_details(kind: str) -> list[dict]:
    """Recorded details answers of a kind, blocks recorded alone put where they belong."""
    folder = RECORDED / "tmdb"
    payloads = [json.loads((folder / name).read_bytes()) for name in DETAILS[kind]]
    for path in sorted(folder.glob("*/*.json")):
        found = BLOCK_FILE.fullmatch(path.name)
        body = json.loads(path.read_bytes()) if found and found.group(1) == kind else {}
        if found and found.group(1) == kind and "overview" not in body:
            block = re.sub("watch[_-]", "watch/", found.group(2))
            body.pop("id", None)  # the title's, which a block by itself has to repeat
            payloads.append({"id": 1, block: body})
    return payloads


@needs_recorded
@pytest.mark.parametrize("kind", KINDS)
def test_every_recorded_key_is_read_or_dropped_with_a_reason(kind):
    payloads = recorded_details(kind)
    assert len(payloads) > len(DETAILS[kind]) + 5  # blocks were found, too
    paths = {path for payload in payloads for path in paths_of(payload)}
    assert sorted(p for p in paths if not is_read(p, kind) and not is_dropped(p)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_named_is_a_field_of_the_contract(kind):
    assert set(READ[kind].values()) <= set(table_named("source_record").column_names)


def test_no_path_is_both_read_and_dropped():
    assert not (set(READ["movie"]) | set(READ["tv"])) & set(DROPPED)
    assert all(reason.strip() for reason in DROPPED.values())


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind in KINDS for path in READ[kind]])
def test_what_is_said_to_be_read_is_read(kind, path):
    payload = PAYLOADS[kind]()
    for start, hidden_by in FALLBACKS[kind].items():
        if path.startswith(start):
            del payload[hidden_by]
    assert path in set(paths_of(payload))
    field = READ[kind][path]
    shorter = without(payload, path)
    assert read_field(shorter, kind, field) != read_field(payload, kind, field)


@needs_recorded
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_to_be_dropped_changes_nothing(kind):
    name = {"movie": "movies", "tv": "tv_series"}[kind]
    path = Path("tmdb/api-2024-java") / f"{name}-details_with_append_to_response.json"
    payload = json.loads((RECORDED / path).read_bytes())
    url = f"{tmdb.API}/{kind}/tt1"
    whole = tmdb.read(fetched(payload, url))
    assert whole.records
    dropped = {p for p in paths_of(payload) if p not in READ[kind]}
    assert len(dropped) > 30
    for path in sorted(dropped):
        assert tmdb.read(fetched(without(payload, path), url)) == whole, path
