"""What happens to titles after the first day, and the wrong ids planted for the crosswalk.

Which titles is chosen by hash from the gathered drafts; when it happens is stored, so that
`days` only has to read it.
"""

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from movie_assets.universe.building.drafts import Draft
from movie_assets.universe.building.making import MADE_IMDB_IDS, MADE_TMDB_IDS, number
from movie_assets.universe.chance import draw

Row = dict[str, Any]


def plan_life(drafts: dict[str, Draft]) -> list[Row]:
    """Choose the titles that appear late, vanish or are merged; adds the rows of old ids.

    Shape: rows of title_id, event (appears, vanishes, merged), day, into (title_id or null).
    """
    quiet = _by_hash(drafts, "life", lambda d: d.get("why") in ("best known", "foreign title"))
    shows = _by_hash(drafts, "life", lambda d: d.kind == "tv" and d.get("why") is None)
    rows = [_event(title, "appears", 1 + n) for n, title in enumerate([*quiet[:8], *shows[:2]])]
    rows += [
        _event(title, "vanishes", 2 + n) for n, title in enumerate([*quiet[8:13], *shows[2:3]])
    ]
    for day, title in enumerate(quiet[13:16], start=2):  # the id a title had before it was moved
        old = _old_id(drafts, title, keep_ids=True)
        rows += [_event(old, "merged", day, title), _event(title, "appears", day)]
    for day, title in enumerate(quiet[16:18], start=3):  # a second entry, by mistake
        rows.append(_event(_old_id(drafts, title, keep_ids=False), "merged", day, title))
    return sorted(rows, key=lambda row: (row["day"], row["title_id"], row["event"]))


def plan_traps(drafts: dict[str, Draft]) -> list[Row]:
    """Choose the wrong ids that Wikidata and TMDB publish.

    Shape: rows of trap, source, field, title_id (the right one), published, right, note. The
           servers publish `published` in place of the right value.
    """
    known = _by_hash(
        drafts,
        "trap",
        lambda d: (
            d.kind == "movie"
            and d.get("wikidata_id")
            and d.get("rt_id")
            and d.get("why") == "best known"
        ),
    )
    other = drafts[known[8]].get("imdb_id")
    right = drafts[known[7]].get("imdb_id")
    note = "another film's IMDb id"
    borrowed = _trap("borrowed id", "tmdb", "imdb_id", known[7], other, right, note)
    return [*_wikidata_traps(drafts, known), borrowed, *_clashes(drafts)]


def _wikidata_traps(drafts: dict[str, Draft], known: Sequence[str]) -> Iterator[Row]:
    for title in known[:3]:
        right, note = drafts[title].get("imdb_id"), "the last digit is lost"
        yield _trap("truncated id", "wikidata", "imdb_id", title, right[:-1], right, note)
    for title in known[3:5]:
        right, note = drafts[title].get("imdb_id"), "IMDb has since redirected it"
        old = f"tt{number(MADE_IMDB_IDS, 9_000_000, title, 'old imdb')}"
        yield _trap("outdated id", "wikidata", "imdb_id", title, old, right, note)
    for title in known[5:7]:
        right, note = str(drafts[title].get("tmdb_id")), "TMDB answers 404 for the published id"
        old = str(number(MADE_TMDB_IDS, 900_000, title, "merged"))
        yield _trap("merged id", "wikidata", "tmdb_id", title, old, right, note)


def _clashes(drafts: dict[str, Draft]) -> list[Row]:
    """List the numbers that are a film here and a show there; they are so in the real TMDB."""
    films = {d.get("tmdb_id"): t for t, d in drafts.items() if d.kind == "movie"}
    rows: list[Row] = []
    for title, draft in drafts.items():
        if draft.kind == "tv" and draft.get("tmdb_id") in films:
            other = films[draft.get("tmdb_id")]
            rows.append(
                _trap(
                    "id clash",
                    "tmdb",
                    "tmdb_id",
                    title,
                    str(draft.get("tmdb_id")),
                    title,
                    f"{other} bears the same number",
                )
            )
    return rows


def _old_id(drafts: dict[str, Draft], title_id: str, *, keep_ids: bool) -> str:
    draft = copy.deepcopy(drafts[title_id])
    made_id = number(MADE_TMDB_IDS, 900_000, title_id, "old tmdb")
    draft.values["tmdb_id"] = made_id
    draft.values["why"] = "old id of a merged title"
    draft.made.add("tmdb_id")
    if not keep_ids:
        draft.values |= {"imdb_id": None, "wikidata_id": None, "rt_id": None,
                         "metacritic_id": None, "tvtropes_id": None}  # fmt: skip
        draft.values["tmdb"] = {"score": draft.values["tmdb"]["score"], "count": 3}
        draft.made |= {"tmdb_count"}
    drafts[f"movie/{made_id}"] = draft
    return f"movie/{made_id}"


def _by_hash(drafts: dict[str, Draft], salt: str, wanted: Any) -> list[str]:
    chosen: Iterable[str] = (title for title, draft in drafts.items() if wanted(draft))
    return sorted(chosen, key=lambda title: draw(title, salt))


def _event(title_id: str, event: str, day: int, into: str | None = None) -> Row:
    return {"title_id": title_id, "event": event, "day": day, "into": into}


def _trap(
    trap: str, source: str, field: str, title: str, published: str, right: str, note: str
) -> Row:
    return {"trap": trap, "source": source, "field": field, "title_id": title,
            "published": published, "right": right, "note": note}  # fmt: skip
