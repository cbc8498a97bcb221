"""Commands about keeping fresh: refresh, schedules. Each is thin."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Annotated

import typer

from movie_assets.commands.terminal import out, table
from movie_assets.settings import now, read_settings

app = typer.Typer()


@app.command()
def refresh(
    title: Annotated[str, typer.Argument(help="An id, an address, or a name.")],
) -> None:
    """Ask every source for one title now, and say what changed of it."""
    from movie_assets.commands import refreshing, runner  # noqa: PLC0415 - Dagster takes 3 s to import

    settings = read_settings()
    runner.prepare(settings)
    meant = refreshing.meant(settings, title)
    before = refreshing.facts_of(settings, meant.title_id)
    with out.status(f"{meant.title_id}  {meant.title}"):
        run_key = refreshing.claim(settings, meant.title_id)
        asked = runner.refresh(settings, run_key)
    lines = list(refreshing.changes(before, refreshing.facts_of(settings, meant.title_id)))
    out.print(f"{meant.title_id}  {meant.title}: {len(lines)} changes, {asked.seconds:.0f} s")
    for source, told in asked.sources.items():
        out.print(f"  {source}: {told}", markup=False)
    for line in lines:
        out.print(f"  {line}", markup=False)


@app.command()
def schedules(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """What starts by itself under `movie-assets up`, and when next (UTC)."""
    from movie_assets.commands import timetable  # noqa: PLC0415

    rows = list(timetable.rows(now().astimezone(dt.UTC)))
    if as_json:
        sys.stdout.write(json.dumps(rows) + "\n")
        return
    names = ["schedule", "cron", "does", "next"]
    out.print(table(names, [(*(r[n] for n in names[:3]), r["next"][0]) for r in rows]))
