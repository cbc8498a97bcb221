"""What the command line shows of the catalogue, read as anybody may read it. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table as RichTable

from movie_assets import wiring
from movie_assets.model.errors import MovieAssetsError
from movie_assets.refresh.states import SHUT, advice
from movie_assets.settings import Settings

COUNTED = (
    "titles",
    "title_scores",
    "streaming_offers",
    "crosswalk",
    "title_dna",
    "title_embeddings",
)


def read(
    settings: Settings, query: str, values: Sequence[Any] = ()
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """One query as movie_reader, over TCP: column names and rows.

    Errors: MovieAssetsError with Postgres's own words.
    """
    try:
        with psycopg.connect(wiring.reader_url(settings)) as connection:
            found = connection.execute(query, values or None)  # pyright: ignore[reportArgumentType]
            names = [column.name for column in found.description or ()]
            return names, found.fetchall() if names else []
    except psycopg.Error as error:
        raise MovieAssetsError(f"The query failed: {str(error).strip()}") from error


def show_run(out: Console, settings: Settings, queries: Sequence[tuple[str, str]]) -> None:
    """How a run ends: counts, where to look, three queries with their first rows."""
    out.print()
    counts = " UNION ALL ".join(
        f"SELECT '{view}' AS view, count(*) AS rows FROM served.{view}" for view in COUNTED
    )
    _show(out, "In the catalogue", *read(settings, counts))
    for title, query in queries:
        out.print(f"\n[bold]{title}[/]\n  {query}")
        _show(out, None, *read(settings, query))
    out.print(f"\nRead-only SQL:  {wiring.reader_url(settings)}")
    out.print(
        f"Dagster:        movie-assets up   then http://127.0.0.1:{settings.webserver_port}\n"
        "Stop Postgres:  movie-assets down"
    )


def show_status(out: Console, settings: Settings) -> None:
    """Coverage by field and how each source is doing."""
    _show(out, "Coverage", *read(settings, "SELECT * FROM served.coverage ORDER BY 1, 2"))
    query = (
        "SELECT source, state, until, last_answer_at, titles_asked, titles_found, outcomes "
        "FROM served.source_freshness ORDER BY source"
    )
    names, rows = read(settings, query)
    _show(out, "Sources", names, rows)
    fresh = "SELECT * FROM served.title_freshness WHERE tier = 'all' ORDER BY source"
    _show(out, "Titles as fresh as their popularity asks for", *read(settings, fresh))
    for source, state, *_ in rows:
        if state in SHUT:
            out.print(f"{source} is {state}: {advice(state, source)}")


def _show(
    out: Console, title: str | None, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    table = RichTable(*names, title=title, title_justify="left")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    out.print(table)
