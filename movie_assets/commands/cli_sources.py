"""Commands about sources and their answers: replay, parse, drop, request, purge. Each is thin."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from movie_assets.commands.terminal import out, show_progress
from movie_assets.model.errors import MovieAssetsError
from movie_assets.settings import read_settings
from movie_assets.sources.registry import source_named

app = typer.Typer()


@app.command()
def replay(
    source: Annotated[str, typer.Argument(help="Whose answers, by its name in the registry.")],
    since: Annotated[
        dt.datetime | None, typer.Option(help="Only answers asked for since then, UTC.")
    ] = None,
) -> None:
    """Read stored answers again with today's parser, asking nothing, and do what follows."""
    from movie_assets.commands import runner  # noqa: PLC0415 - Dagster takes 3 s to import

    source_named(source)
    settings = read_settings()
    runner.prepare(settings)
    start = (since or dt.datetime(1970, 1, 1)).replace(tzinfo=dt.UTC)
    show_progress(lambda started: runner.replay(settings, source, start, started))


@app.command()
def parse(
    source: Annotated[str, typer.Argument(help="tmdb, imdb, metacritic, rotten_tomatoes, …")],
    file: Annotated[Path, typer.Argument(help="A stored page or answer.")],
    url: Annotated[str, typer.Option(help="Where it came from.")] = "",
    status: Annotated[int, typer.Option(help="The HTTP status it came with.")] = 200,
    header: Annotated[list[str] | None, typer.Option(help="NAME:VALUE, repeatable.")] = None,
) -> None:
    """Read one stored page with today's parser: one JSON record a line."""
    from movie_assets.commands import parsing  # noqa: PLC0415

    pairs = (one.partition(":") for one in header or [])
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    for line in parsing.parsed_lines(source, file, url=url, status=status, headers=headers):
        sys.stdout.write(line + "\n")


@app.command()
def drop(
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV, JSON lines, Parquet.")],
    mapping: Annotated[str, typer.Option(help="Its mapping, where the columns leave doubt.")] = "",
) -> None:
    """Load files of other people's facts now, and say what could not be read."""
    from movie_assets.commands import dropping, runner  # noqa: PLC0415

    settings = read_settings()
    runner.prepare(settings)
    for name, counts in dropping.load(settings, files, mapping):
        told = ", ".join(f"{what.replace('_', ' ')}: {n}" for what, n in counts.items())
        out.print(f"  {name}  {told}")


@app.command()
def request(
    target: Annotated[str, typer.Argument(help="A gallery's address, a file of lines, or an id.")],
) -> None:
    """Ask for titles to be taken in: a JustWatch gallery, JSON lines, or ids."""
    from movie_assets.commands import requests_in, runner  # noqa: PLC0415

    settings = read_settings()
    runner.prepare(settings)
    taken = requests_in.take_in(settings, target)
    out.print(f"{taken.new:,} titles asked for; {taken.known:,} had been asked for before.")
    for bad in taken.bad:
        out.print(f"  line {bad.line}, {bad.field}: {bad.reason}", markup=False)
    if taken.bad and not taken.new and not taken.known:
        raise MovieAssetsError(f"None of the lines of {target} asks for a title.")


@app.command()
def purge() -> None:
    """Remove pages that may not be kept any more, or are of titles nobody wants."""
    from movie_assets import keeping, wiring  # noqa: PLC0415

    for source, why, purged in keeping.purge(wiring.workbench(read_settings())):
        size = f"{purged.body_bytes / 1e6:,.1f} MB"
        out.print(f"  {source}: {purged.bodies:,} pages gone: {why} ({size})")
