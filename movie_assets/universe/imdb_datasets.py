"""IMDb's daily datasets: gzipped tab-separated files, null as backslash N, no quoting.

Pure: (day, request) → answer. Range requests are cut out in `server`, for every host alike.
"""

import gzip
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import md5

from movie_assets.universe import days
from movie_assets.universe.facts import Episode, Title
from movie_assets.universe.messages import Answer, Request, text_answer
from movie_assets.universe.state import UniverseDay

_NULL = r"\N"
Row = Sequence[object]


def imdb_answer(day: UniverseDay, request: Request) -> Answer:
    """Answer a request to datasets.imdbws.com.

    Errors: 403 with an XML error for an unknown file.
    """
    name = request.path.removeprefix("/").removesuffix(".tsv.gz")
    if name not in FILES or not request.path.endswith(".tsv.gz"):
        return text_answer("<Error><Code>AccessDenied</Code></Error>", 403, "application/xml")
    body = dataset(day, name)
    return Answer(
        headers={
            "Content-Type": "binary/octet-stream",
            "ETag": f'"{md5(body, usedforsecurity=False).hexdigest()}"',
            "Last-Modified": days.date_of(day.day).strftime("%a, %d %b %Y 00:41:07 GMT"),
            "Accept-Ranges": "bytes",
        },
        body=body,
    )


def dataset(day: UniverseDay, name: str) -> bytes:
    """Write one dataset, the same bytes each time; rows are in order of id."""
    header, writer = FILES[name]
    lines = ["\t".join(header)]
    lines += ["\t".join(map(_cell, row)) for row in writer(day)]
    return gzip.compress(("\n".join(lines) + "\n").encode(), 6, mtime=0)


def _cell(value: object) -> str:
    if value is None or value == "":
        return _NULL
    return str(int(value)) if isinstance(value, bool) else str(value)


def _titles(day: UniverseDay) -> list[Title]:
    """Give the titles with an IMDb id, once each (a merged title has two rows for some days)."""
    # IMDb knows nothing of TMDB's days: a title that vanished there is still listed here.
    unique: dict[str, Title] = {}
    for title_id, first in day.facts.titles.items():
        if first.imdb_id and first.why != "old id of a merged title":
            unique[first.imdb_id] = day.title(title_id) or first
    return [unique[key] for key in sorted(unique)]


def _episodes(day: UniverseDay) -> list[Episode]:
    listed = (row for rows in day.facts.episodes.values() for row in rows)
    return sorted(listed, key=lambda row: row.imdb_id)


def _basics(day: UniverseDay) -> list[Row]:
    rows: list[Row] = []
    for t in _titles(day):
        rows.append((t.imdb_id, t.imdb_type, t.title, t.original_title, False, t.year,
                     t.last_air_year if t.kind == "tv" and t.status != "Returning Series" else None,
                     t.runtime_min, ",".join(t.imdb_genres)))  # fmt: skip
    for e in day.facts.imdb_only:
        rows.append((e.imdb_id, e.imdb_type, e.title, e.original_title, e.adult, e.year,
                     e.end_year, e.runtime_min, e.genres))  # fmt: skip
    for e in _episodes(day):
        name = f"Episode #{e.season}.{e.episode}"
        rows.append((e.imdb_id, "tvEpisode", name, name, False, e.air_date[:4], None,
                     day.facts.titles[e.title_id].runtime_min, None))  # fmt: skip
    return sorted(rows, key=lambda row: str(row[0]))


def _ratings(day: UniverseDay) -> list[Row]:
    rows: list[Row] = [
        (t.imdb_id, t.imdb_score, t.imdb_count) for t in _titles(day) if t.imdb_score is not None
    ]
    for e in [*day.facts.imdb_only, *_episodes(day)]:
        if e.imdb_score is not None and e.imdb_count is not None:
            score = days.score_on(e.imdb_id, e.imdb_score, day.day)
            rows.append((e.imdb_id, score, days.count_on(e.imdb_id, e.imdb_count, day.day)))
    return sorted(rows, key=lambda row: str(row[0]))


def _akas(day: UniverseDay) -> Iterable[Row]:
    for title in _titles(day):
        yield (title.imdb_id, 1, title.original_title, None, None, "original", None, 1)
        names = [{"name": title.title, "country": "US", "language": None}]
        names += [name for name in title.names if name["name"] != title.title]
        for order, name in enumerate(names, start=2):
            # IMDb names a language only where a country has several; the country says the rest.
            kind = "imdbDisplay" if name["country"] else None
            yield (title.imdb_id, order, name["name"], name["country"], None, kind, None, 0)


def _crew(day: UniverseDay) -> Iterable[Row]:
    for title in _titles(day):
        makers = title.directors if title.kind == "movie" else ()
        writers = title.creators if title.kind == "tv" else ()
        yield (title.imdb_id, *(",".join(day.facts.people[name].imdb_id for name in names)
                                for names in (makers, writers)))  # fmt: skip


def _principals(day: UniverseDay) -> Iterable[Row]:
    for title in _titles(day):
        makers = title.directors if title.kind == "movie" else title.creators
        job = "director" if title.kind == "movie" else "writer"
        people = [(name, "actor") for name in title.cast[:8]]
        people += [(name, job) for name in makers[:2]]
        for order, (name, category) in enumerate(people, start=1):
            person = day.facts.people[name].imdb_id
            yield (title.imdb_id, order, person, category, None, None)


def _episode_rows(day: UniverseDay) -> list[Row]:
    rows: list[Row] = [
        (e.imdb_id, day.facts.titles[e.title_id].imdb_id, e.season, e.episode)
        for e in _episodes(day)
    ]
    rows += [(e.imdb_id, e.parent, e.season, e.episode) for e in day.facts.imdb_only if e.parent]
    return sorted(rows, key=lambda row: str(row[0]))


def _names(day: UniverseDay) -> Iterable[Row]:
    known_for: dict[str, list[str]] = {}
    for title in _titles(day):
        for name in dict.fromkeys([*title.cast, *title.directors, *title.creators]):
            known_for.setdefault(name, []).append(str(title.imdb_id))
    for person in sorted(day.facts.people.values(), key=lambda person: person.imdb_id):
        profession = "director" if person.directs else "actor"
        titles = ",".join(known_for.get(person.name, [])[:4])
        yield (person.imdb_id, person.name, None, None, profession, titles)


FILES: Mapping[str, tuple[Sequence[str], Callable[[UniverseDay], Iterable[Row]]]] = {
    "title.basics": (("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult",
                      "startYear", "endYear", "runtimeMinutes", "genres"), _basics),
    "title.ratings": (("tconst", "averageRating", "numVotes"), _ratings),
    "title.akas": (("titleId", "ordering", "title", "region", "language", "types", "attributes",
                    "isOriginalTitle"), _akas),
    "title.crew": (("tconst", "directors", "writers"), _crew),
    "title.principals": (("tconst", "ordering", "nconst", "category", "job", "characters"),
                         _principals),
    "title.episode": (("tconst", "parentTconst", "seasonNumber", "episodeNumber"), _episode_rows),
    "name.basics": (("nconst", "primaryName", "birthYear", "deathYear", "primaryProfession",
                     "knownForTitles"), _names),
}  # fmt: skip
