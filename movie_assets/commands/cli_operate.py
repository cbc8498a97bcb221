"""Commands for who operates a home: plan, accept, backup, restore. Each is thin."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from movie_assets.commands.terminal import out, show_progress, table
from movie_assets.model.errors import MovieAssetsError
from movie_assets.settings import read_settings

app = typer.Typer()


@app.command()
def plan(
    live: Annotated[bool, typer.Option("--live", help="Of the real sources.")] = False,
) -> None:
    """Say what a run would ask, how many days that takes and how much disk; ask nothing."""
    from movie_assets.commands import planning  # noqa: PLC0415 - Dagster takes 3 s to import

    made = planning.plan(read_settings(live=live))
    counted = "in this home" if made.is_counted else "expected: this home has seen no export yet"
    out.print(f"{made.titles:,} titles in scope, {counted}.")
    rows = [
        (
            one.source,
            f"{one.titles:,}",
            f"{one.requests:,}",
            f"{one.requests_a_day:,}" if one.requests_a_day < 10**9 else "no limit",
            f"{one.days:,.1f}",
            f"{one.stored_bytes / 1e9:,.2f}",
            one.reason,
        )
        for one in made.sources
    ]
    names = ["source", "due", "requests", "a day", "days", "GB", "an answer costs"]
    out.print(table(names, rows))
    out.print(f"Everything asked: {made.days:,.1f} days; the most popular titles come first.")
    free = f"; {made.free_bytes / 1e9:,.1f} GB are free" if made.free_bytes is not None else ""
    out.print(
        f"Disk: {made.bytes_first / 1e9:,.1f} GB after {planning.FIRST_DAYS} days, "
        f"{made.bytes_in_all / 1e9:,.1f} GB in the end{free}."
    )
    if made.withheld:
        out.print(f"Not asked, by their terms: {', '.join(made.withheld)}.")
    if made.free_bytes is not None and made.bytes_first > made.free_bytes:
        raise MovieAssetsError("The disk will not do: bound the titles by MOVIE_ASSETS_SCOPE.")


@app.command()
def accept(
    asset: Annotated[str, typer.Argument(help="Whose checks stopped: titles, tmdb_titles, …")],
) -> None:
    """Take an asset's data as it stands for good, where its checks stopped at a sudden change."""
    from movie_assets import vitals, wiring  # noqa: PLC0415

    found = vitals.accept(wiring.workbench(read_settings()), asset)
    out.print(f"{asset}: {found.total:,} rows are what the next write is held against.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to make; it must not be there yet.")],
    app_only: Annotated[
        bool, typer.Option("--app-only", help="Only what nothing can make again: people's rows.")
    ] = False,
) -> None:
    """Write a home's tables and lake into one file, all tables of one moment."""
    from movie_assets.commands import backing_up, runner  # noqa: PLC0415

    settings = read_settings()
    runner.prepare(settings)
    saved = backing_up.save(settings, file, everything=not app_only)
    _told(file, saved.rows, saved.files)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `movie-assets backup` made.")],
) -> None:
    """Put a backup into an empty home (MOVIE_ASSETS_HOME), and build the views on it."""
    from movie_assets.commands import backing_up, runner  # noqa: PLC0415

    settings = read_settings()
    runner.prepare(settings)
    saved = backing_up.load(settings, file)
    _told(file, saved.rows, saved.files)
    show_progress(lambda started: runner.build_views(settings, started))


def _told(file: Path, rows: Mapping[str, int], files: int) -> None:
    out.print(
        f"{file}: {sum(rows.values()):,} rows of {len(rows)} tables, {files:,} files of the lake"
    )
