"""The commands that find titles by what they are like. What they ask is in `asking_similar`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from movie_assets.commands.terminal import out, table
from movie_assets.settings import read_settings

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Print a JSON array, reasons in full.")]
Country = Annotated[str, typer.Option(help="Only what can be watched there: DE, US, …")]
Provider = Annotated[list[int], typer.Option(help="Only at this service, by its id.")]
Genre = Annotated[list[str], typer.Option(help="Only of this genre, or of one of several.")]
TitleKind = Annotated[str | None, typer.Option(help="Only these: movie or tv.")]
Years = Annotated[str, typer.Option(help="Only of these years: 1990-1999, 2020- or -1960.")]
MinScore = Annotated[float | None, typer.Option(help="Only of this overall score and more.")]
Diversity = Annotated[float, typer.Option(min=0, max=1, help="How little hits may repeat others.")]
Limit = Annotated[int, typer.Option(min=1, max=100)]


@app.command()
def similar(  # noqa: PLR0913, PLR0917 - each is one thing to ask for
    titles: Annotated[list[str], typer.Argument(help="movie/603 or a name; several are mixed.")],
    aspect: Annotated[
        list[str], typer.Option(help="story, mood, … or story=2 beside mood=1; all of them: all.")
    ] = ["all"],  # noqa: B006 - typer copies it
    dislike: Annotated[list[str], typer.Option(help="What it should not be like.")] = [],  # noqa: B006
    country: Country = "",
    provider: Provider = [],  # noqa: B006
    genre: Genre = [],  # noqa: B006
    kind: TitleKind = None,
    years: Years = "",
    min_score: MinScore = None,
    diversity: Diversity = 0,
    limit: Limit = 10,
    as_json: AsJson = False,
) -> None:
    """Titles like some, by what they are, with what they share."""
    from movie_assets.commands import asking_similar as asking  # noqa: PLC0415

    filters = asking.Filters(
        country=country, providers=provider, genres=genre, kind=kind, years=years,
        min_score=min_score,
    )  # fmt: skip
    question = asking.Similar(
        likes=titles, dislikes=dislike, aspects=aspect, diversity=diversity, wanted=limit
    )
    _show(*asking.similar_titles(read_settings(), question, filters), as_json=as_json)


@app.command()
def recommend(  # noqa: PLR0913, PLR0917 - each is one thing to ask for
    user: Annotated[str | None, typer.Option(help="Whose ratings; see import-ratings.")] = None,
    like: Annotated[list[str], typer.Option(help="movie/603 or a name.")] = [],  # noqa: B006
    dislike: Annotated[list[str], typer.Option(help="movie/603 or a name.")] = [],  # noqa: B006
    popularity: Annotated[
        float, typer.Option(min=0, help="What popularity counts for, beside likeness at 1.")
    ] = 0.1,
    country: Country = "",
    provider: Provider = [],  # noqa: B006
    genre: Genre = [],  # noqa: B006
    kind: TitleKind = None,
    years: Years = "",
    min_score: MinScore = None,
    diversity: Diversity = 0,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """Titles a person may like next, with reasons; never what they have rated, seen or listed."""
    from movie_assets.commands import asking_similar as asking  # noqa: PLC0415

    filters = asking.Filters(
        country=country, providers=provider, genres=genre, kind=kind, years=years,
        min_score=min_score,
    )  # fmt: skip
    question = asking.Recommend(
        user=user, likes=like, dislikes=dislike, popularity=popularity, diversity=diversity,
        wanted=limit,
    )  # fmt: skip
    _show(*asking.recommended(read_settings(), question, filters), as_json=as_json)


@app.command("import-ratings")
def import_ratings(
    file: Annotated[Path, typer.Argument(help="An export of IMDb, Letterboxd or Trakt, as csv.")],
    user: Annotated[str, typer.Option(help="Whose it is.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Take in what a person rated, saw and wants to see; rows of no title are told, and why."""
    from movie_assets.commands import user_titles  # noqa: PLC0415

    done = user_titles.take_in(read_settings(), file, user)
    left = [{"line": one.line, "name": one.name, "reason": one.reason} for one in done.left]
    if as_json:
        counts = {"rows": done.rows, "titles": done.titles, "changed": done.changed}
        sys.stdout.write(json.dumps({**counts, "left": left}) + "\n")
        return
    out.print(
        f"{done.rows:,} rows, {done.titles:,} titles, {done.changed:,} new or changed; "
        f"{len(left):,} rows not taken"
    )
    for one in left:
        out.print(f"  line {one['line']}, {one['name']}: {one['reason']}", markup=False)


@app.command("learn-ratings")
def learn_ratings(
    ratings: Annotated[Path, typer.Argument(help="userId, movieId, rating, timestamp, as csv.")],
    links: Annotated[Path, typer.Option(help="movieId, imdbId, as csv.")],
) -> None:
    """Take in other people's ratings: the next run learns from them what is liked together."""
    from movie_assets.commands import learning_ratings  # noqa: PLC0415

    rows = learning_ratings.take_in(read_settings(), ratings, links)
    out.print(f"{rows:,} ratings taken in; `movie-assets run` learns from them.")


def _show(names: list[str], rows: list[tuple[Any, ...]], *, as_json: bool) -> None:
    if as_json:
        told = [dict(zip(names, row, strict=True)) for row in rows]
        sys.stdout.write(json.dumps(told, default=str) + "\n")
        return
    shown = [name for name in names if name != "poster_path"]
    places = [names.index(name) for name in shown]
    out.print(table(shown, [tuple(_cell(row[place]) for place in places) for row in rows]))


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    return _told(value) if isinstance(value, dict) else value


def _told(why: dict[str, Any]) -> str:
    """Reasons in a line: what was liked, then genres, people and tags in common."""
    parts = [f"as {one['title']}" for one in why.get("because", [])[:2]]
    parts += why.get("people", [])[:2] + why.get("genres", [])[:2]
    parts += [label for labels in why.get("tags", {}).values() for label in labels[:1]][:4]
    return ", ".join(parts)
