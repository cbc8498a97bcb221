"""Works made up to stand where a title's guessed address leads: same name, other people and year.

Nothing here is true of any work; the rows of facts/page_traps.parquet say so.
"""

from dataclasses import replace

from movie_assets.universe.chance import draw, pick
from movie_assets.universe.facts import Title

NAMESAKE = "namesake/"
_FIRST = ("Avery", "Blake", "Casey", "Devon", "Ellis", "Frankie", "Harley", "Jules", "Marlow",
          "Noor", "Perry", "Quinn", "Rowan", "Sage", "Tatum", "Wren")  # fmt: skip
_LAST = ("Applegarth", "Brindlecombe", "Cattermole", "Dunnachie", "Everingham", "Fothergale",
         "Grimblethorpe", "Hollowood", "Inchbold", "Jessamine", "Kettlewright", "Lavenderry",
         "Merriwhistle", "Nettlefield", "Oddington", "Pennyfather")  # fmt: skip
# Years between the title and its namesake: near ones are told apart by people alone.
_YEARS_APART = (-24, -13, -9, -6, -3, -2, -1, 0)
_FAR_APART = _YEARS_APART[:6]


def namesake_of(title: Title, page_id: str) -> Title:
    """Make up a work of the title's name, for the page at that address.

    Shape: a near year (0 or 1 apart) only where the title's director and cast are known, so that
           the pages can be told apart; scores and people are made up, ids are none.
    """
    tellable = bool((title.directors or title.creators) and title.cast)
    apart = pick(_YEARS_APART if tellable else _FAR_APART, page_id, "apart")
    year = max(1915, (title.year or 2000) + apart)
    people = [_person(page_id, number) for number in range(4)]
    return replace(
        title, title_id=f"{NAMESAKE}{page_id}", imdb_id=None, wikidata_id=None, rt_id=None,
        metacritic_id=None, tvtropes_id=None, wikipedia=None, original_title=title.title,
        year=year, release_date=f"{year}-{1 + int(draw(page_id, 'month') * 12):02d}-15",
        last_air_year=None, runtime_min=75 + int(draw(page_id, "runtime") * 60),
        directors=people[:1] if title.kind == "movie" else [],
        creators=people[:1] if title.kind == "tv" else [], cast=people[1:], names=[],
        rt_critics_score=_percent(page_id, "c"), rt_critics_count=6 + int(draw(page_id, "n") * 60),
        rt_audience_score=_percent(page_id, "a"),
        rt_audience_count=60 + int(draw(page_id, "m") * 4000),
        mc_critics_score=_percent(page_id, "mc"), mc_critics_count=7 + int(draw(page_id, "o") * 20),
        mc_audience_score=round(_percent(page_id, "ma") / 10, 1),
        mc_audience_count=8 + int(draw(page_id, "p") * 300), made=["everything"],
    )  # fmt: skip


def is_namesake(title: Title) -> bool:
    """Tell whether a work was made up."""
    return title.title_id.startswith(NAMESAKE)


def _person(page_id: str, number: int) -> str:
    return f"{pick(_FIRST, page_id, number)} {pick(_LAST, page_id, number, 'last')}"


def _percent(page_id: str, salt: str) -> float:
    return float(15 + int(draw(page_id, salt) * 80))
