"""The command line: `movie-assets …`. Each command is thin; what it does lives in the rooms."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table as RichTable

from movie_assets.model.errors import MovieAssetsError
from movie_assets.settings import Settings, read_settings
from movie_assets.sources.registry import source_named

if TYPE_CHECKING:
    from movie_assets.runner import Done

app = typer.Typer(
    help="A film and TV data platform: run it, look at it, query it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
evaluate = typer.Typer(help="Measure a part of the platform on files.", no_args_is_help=True)
app.add_typer(evaluate, name="evaluate")
out = Console(file=sys.stdout, soft_wrap=True, highlight=False)


class SchemaFormat(StrEnum):
    """Languages the contract is written out in."""

    SQL = "sql"
    PARQUET = "parquet"
    DBT = "dbt"
    JSON = "json"
    OPENAPI = "openapi"


QUERIES = (
    (
        "Best films with many votes",
        "SELECT title, year, round(overall::numeric, 1) AS overall FROM served.titles "
        "WHERE kind = 'movie' AND audience_count > 100000 ORDER BY overall DESC LIMIT 5",
    ),
    (
        "Where to watch The Matrix in the United Kingdom",
        "SELECT provider, type, quality, price, currency FROM served.streaming_offers "
        "WHERE title_id = 'movie/603' AND country = 'GB' ORDER BY type, provider LIMIT 5",
    ),
    (
        "Why a value is what it is, and who disagreed",
        "SELECT title_id, field, source, rule, conflicts FROM served.provenance "
        "WHERE conflicts <> '[]' ORDER BY title_id, field LIMIT 5",
    ),
)


@app.command()
def run(
    every_asset: Annotated[
        bool, typer.Option(help="Ask every asset, even where nothing changed since the last run.")
    ] = False,
) -> None:
    """Set everything up and materialise the whole graph in this process."""
    from movie_assets import report, runner, standing  # noqa: PLC0415 - Dagster takes 3 s to import

    settings = read_settings()
    runner.prepare(settings)
    out.print(f"Home: {settings.home}   sources: {_where(settings)}")
    if not every_asset and standing.unchanged(settings):
        out.print("Nothing to do: lake, database, code and settings are as the last run left them.")
        report.show_run(out, settings, QUERIES)
        return
    if not _show_progress(lambda started: runner.materialise_everything(settings, started)):
        out.print("Nothing to do: everything stands for what the sources said.")
    standing.remember(settings)
    report.show_run(out, settings, QUERIES)


def _show_progress(work: Callable[[Callable[[str, int, int], None]], Iterator[Done]]) -> int:
    """Say how each asset went; how many things changed in all."""
    changed = 0
    with out.status("starting") as status:
        for done in work(lambda name, n, of: status.update(f"[{n}/{of}] {name}")):
            changed += done.changed
            rows = "" if done.rows is None else f"{done.rows:>9,} rows"
            what = f"{done.changed:,} changed" if done.changed else "nothing to do"
            out.print(f"  {done.asset:<22}{rows:>14}  {what:<18}{done.seconds:6.1f} s")
    return changed


@app.command()
def replay(
    source: Annotated[str, typer.Argument(help="Whose answers, by its name in the registry.")],
    since: Annotated[
        dt.datetime | None, typer.Option(help="Only answers asked for since then, UTC.")
    ] = None,
) -> None:
    """Read stored answers again with today's parser, asking nothing, and do what follows."""
    from movie_assets import runner  # noqa: PLC0415 - Dagster takes 3 s to import

    source_named(source)
    settings = read_settings()
    runner.prepare(settings)
    start = (since or dt.datetime(1970, 1, 1)).replace(tzinfo=dt.UTC)
    _show_progress(lambda started: runner.replay(settings, source, start, started))


@app.command()
def up(
    only: Annotated[str | None, typer.Option(help="Start only this part: postgres.")] = None,
) -> None:
    """Start Postgres, the webserver and the daemon; Ctrl-C stops them all."""
    from movie_assets import runner, services, wiring  # noqa: PLC0415

    settings = read_settings()
    runner.prepare(settings)
    if only == "postgres":
        out.print(f"Postgres is up. Read with: {wiring.reader_url(settings)}")
        return
    if only is not None:
        raise MovieAssetsError(f"--only {only}: the only part that starts alone is postgres.")
    services.serve(settings, out)


@app.command()
def down() -> None:
    """Stop the embedded Postgres."""
    from movie_assets import wiring  # noqa: PLC0415

    stopped = wiring.embedded_server(read_settings()).stop()
    out.print("Postgres stopped." if stopped else "Postgres was not running.")


@app.command()
def status() -> None:
    """Say how complete the catalogue is and how its sources are doing."""
    from movie_assets import report  # noqa: PLC0415

    report.show_status(out, read_settings())


@app.command()
def schema(
    format: Annotated[SchemaFormat, typer.Option(help="Language to print in.")] = SchemaFormat.SQL,
    update: Annotated[bool, typer.Option(help="Rewrite the files kept in the tree.")] = False,
) -> None:
    """Print the contract: every table and field."""
    from movie_assets import contract_files  # noqa: PLC0415

    if update:
        for path in contract_files.write_kept():
            out.print(f"Wrote {path}")
        return
    sys.stdout.write(contract_files.text_of(format.value))


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One statement, run as the read-only user.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """Run a query on the served views."""
    from movie_assets import report  # noqa: PLC0415

    names, rows = report.read(read_settings(), query)
    if as_json:
        sys.stdout.write(json.dumps([dict(zip(names, r, strict=True)) for r in rows], default=str))
        sys.stdout.write("\n")
        return
    out.print(_table(names, rows))


@app.command()
def parse(
    source: Annotated[str, typer.Argument(help="tmdb, imdb, metacritic, rotten_tomatoes, …")],
    file: Annotated[Path, typer.Argument(help="A stored page or answer.")],
    url: Annotated[str, typer.Option(help="Where it came from.")] = "",
    status: Annotated[int, typer.Option(help="The HTTP status it came with.")] = 200,
    header: Annotated[list[str] | None, typer.Option(help="NAME:VALUE, repeatable.")] = None,
) -> None:
    """Read one stored page with today's parser: one JSON record a line."""
    from movie_assets import parsing  # noqa: PLC0415

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
    from movie_assets import dropping, runner  # noqa: PLC0415

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
    from movie_assets import requests_in, runner  # noqa: PLC0415

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
    """Remove pages older than their source lets them be kept; what was read of them stays."""
    import datetime as dt  # noqa: PLC0415

    from movie_assets import wiring  # noqa: PLC0415
    from movie_assets.sources.registry import SOURCES  # noqa: PLC0415

    work = wiring.workbench(read_settings())
    for source in SOURCES.values():
        days = source.rights.max_cache_days
        if days is not None:
            purged = work.answers.purge(source.name, work.clock.at - dt.timedelta(days=days))
            size = f"{purged.body_bytes / 1e6:,.1f} MB"
            out.print(f"  {source.name}: {purged.bodies:,} pages over {days} days old ({size})")


@app.command()
def similar(
    title_id: Annotated[str, typer.Argument(help="movie/603, tv/1396, …")],
    aspect: Annotated[str, typer.Option(help="all, story, mood, characters, …")] = "all",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
) -> None:
    """Titles nearest to one by its vectors."""
    from movie_assets import report  # noqa: PLC0415

    names, rows = report.similar_titles(read_settings(), title_id, aspect, limit)
    out.print(_table(names, rows))


@app.command()
def reset(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove everything under the home: lake, embedded Postgres, Dagster's files."""
    import shutil  # noqa: PLC0415

    from movie_assets import wiring  # noqa: PLC0415

    settings = read_settings()
    if not yes:
        typer.confirm(f"Remove {settings.home} with all data in it?", abort=True)
    wiring.workbench(settings).lake.clear()
    wiring.embedded_server(settings).remove()
    shutil.rmtree(settings.home, ignore_errors=True)
    out.print(f"{settings.home} is gone.")


@evaluate.command("crosswalk")
def evaluate_crosswalk(
    spine: Annotated[Path, typer.Option(help="Titles, as Parquet.")],
    records: Annotated[Path, typer.Option(help="A source's records, as Parquet.")],
    truth: Annotated[Path, typer.Option(help="source_id, title_id, as Parquet.")],
    out_file: Annotated[
        Path | None, typer.Option("--out", help="Where to write the decisions, as Parquet.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON object.")] = False,
) -> None:
    """Match records to titles by names and fields, and judge the links by known answers."""
    from movie_assets import evaluating  # noqa: PLC0415

    found = evaluating.crosswalk(spine, records, truth, out_file)
    for decade in found.decades:
        out.print(evaluating.line(decade))
    out.print(evaluating.summary(found))
    if as_json:
        sys.stdout.write(json.dumps(found.figures | {"seconds": round(found.seconds, 2)}) + "\n")


def _where(settings: Settings) -> str:
    if settings.live:
        return "the real ones"
    return f"the recorded universe, day {settings.universe_day}"


def _table(names: list[str], rows: list[tuple[Any, ...]]) -> RichTable:
    table = RichTable(*names)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    return table


def main() -> None:
    """Entry point: our own errors are a message, everything else is a traceback."""
    try:
        app()
    except MovieAssetsError as error:
        Console(stderr=True, highlight=False).print(f"[bold red]Error:[/] {error}")
        sys.exit(1)
