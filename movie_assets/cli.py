"""The command line: `movie-assets …`. Each command is thin; what it does lives in the rooms."""

from __future__ import annotations

import getpass
import json
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console

from movie_assets.commands import (
    cli_evaluate,
    cli_events,
    cli_operate,
    cli_refresh,
    cli_similar,
    cli_sources,
)
from movie_assets.commands.terminal import out, show_progress, table
from movie_assets.model.errors import MovieAssetsError
from movie_assets.settings import Settings, read_settings

app = typer.Typer(
    help="A film and TV data platform: run it, look at it, query it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_evaluate.evaluate, name="evaluate")
app.add_typer(cli_sources.app)
app.add_typer(cli_events.app)
app.add_typer(cli_refresh.app)
app.add_typer(cli_similar.app)
app.add_typer(cli_operate.app)


Live = Annotated[bool, typer.Option("--live", help="Ask the real sources, not the universe.")]


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
    live: Live = False,
) -> None:
    """Set everything up and materialise the whole graph in this process."""
    from movie_assets.commands import report, runner, standing  # noqa: PLC0415 - Dagster takes 3 s to import

    settings = read_settings(live=live)
    runner.prepare(settings)
    out.print(f"Home: {settings.home}   sources: {_where(settings)}")
    if not every_asset and standing.unchanged(settings):
        out.print("Nothing to do: lake, database, code and settings are as the last run left them.")
        report.show_run(out, settings, QUERIES)
        return
    if not show_progress(lambda started: runner.materialise_everything(settings, started)):
        out.print("Nothing to do: everything stands for what the sources said.")
    standing.remember(settings)
    report.show_run(out, settings, QUERIES)


@app.command()
def up(
    only: Annotated[str | None, typer.Option(help="Start only this part: postgres.")] = None,
    live: Live = False,
) -> None:
    """Start Postgres, the webserver and the daemon; Ctrl-C stops them all."""
    from movie_assets import wiring  # noqa: PLC0415
    from movie_assets.commands import runner, services  # noqa: PLC0415

    settings = read_settings(live=live)
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
    from movie_assets.commands import report  # noqa: PLC0415

    report.show_status(out, read_settings())


@app.command()
def schema(
    format: Annotated[SchemaFormat, typer.Option(help="Language to print in.")] = SchemaFormat.SQL,
    update: Annotated[bool, typer.Option(help="Rewrite the files kept in the tree.")] = False,
) -> None:
    """Print the contract: every table and field."""
    from movie_assets.commands import contract_files  # noqa: PLC0415

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
    from movie_assets.commands import report  # noqa: PLC0415

    names, rows = report.read(read_settings(), query)
    if as_json:
        sys.stdout.write(_json(names, rows))
        return
    out.print(table(names, rows))


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="A name, also one mistyped or begun.")],
    kind: Annotated[str | None, typer.Option(help="Only these: movie or tv.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """Titles by any of their names, the likeliest first."""
    from movie_assets.commands import report  # noqa: PLC0415

    names, rows = report.read(
        read_settings(), "SELECT * FROM api.search_titles(%s, %s, %s)", (text, kind, limit)
    )
    if as_json:
        sys.stdout.write(_json(names, rows))
        return
    out.print(table(names, rows))


@app.command()
def link(
    title: Annotated[str, typer.Argument(help="movie/603, tv/1396 or imdb/tt…")],
    record: Annotated[str, typer.Argument(help="The source's id, or SOURCE/ID.")],
    accept: Annotated[bool, typer.Option("--accept/--reject", help="One title, or not.")],
    source: Annotated[str, typer.Option(help="Whose record: imdb, rotten_tomatoes, …")] = "",
    by: Annotated[str, typer.Option(help="Who decides; by default you.")] = "",
) -> None:
    """Decide whether a record is a title's; it wins over every rule until you say otherwise."""
    from movie_assets.commands import linking, runner  # noqa: PLC0415

    settings = read_settings()
    runner.prepare(settings)
    pair = linking.pair_of(title, record, source)
    for line in linking.decide(settings, pair, accepted=accept, by=by or getpass.getuser()):
        out.print(line, markup=False)


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


def _json(names: list[str], rows: list[tuple[Any, ...]]) -> str:
    return json.dumps([dict(zip(names, r, strict=True)) for r in rows], default=str) + "\n"


def _where(settings: Settings) -> str:
    if settings.live:
        return "the real ones"
    return f"the recorded universe, day {settings.universe_day}"


def main() -> None:
    """Entry point: our own errors are a message, everything else is a traceback."""
    try:
        app()
    except MovieAssetsError as error:
        Console(stderr=True, highlight=False).print(f"[bold red]Error:[/] {error}")
        sys.exit(1)
