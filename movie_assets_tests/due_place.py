"""Who is due by given checks, for the tests of when that is and of the queues the due stand in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from checks_made import NOW

from movie_assets.model.operation_rows import SourceCheck
from movie_assets.refresh.due import due_sql
from movie_assets_tests.pure_rooms import Room

LONG_AGO = dt.date(2020, 1, 1)  # 6.4 years before: neither new nor old


def due(
    room: Room,
    wanted: Mapping[str, float | None],
    *checks: SourceCheck,
    source: str = "imdb_page",
    released: dt.date | None = LONG_AGO,
    most: int | None = None,
    failing_most: int | None = None,
    **hints: dict[str, Any],
) -> list[Any]:
    """Rows in the order asked for; `hints` are linked, changed, viewed and requested by title."""
    room.con.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT unnest($ids::VARCHAR[]) AS title_id, "
        "unnest($popularity::DOUBLE[]) AS popularity, $released::DATE AS release_date, "
        "$today::DATE AS first_seen",
        {
            "ids": list(wanted),
            "popularity": list(wanted.values()),
            "released": released,
            "today": NOW.date(),
        },
    )
    room.view("checks", SourceCheck, checks)
    for name, value in {"linked": None, "changed": "changed_on DATE", "viewed": "views BIGINT",
                        "requested": None}.items():  # fmt: skip
        columns = f", {value}" if value else ""
        room.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} (title_id VARCHAR{columns})")
        for title_id, told in hints.get(name, {}).items():
            row = [title_id, told] if value else [title_id]
            room.con.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
    given = {"source": source, "now": NOW, "most": most, "failing_most": failing_most}
    names = ("position", "title_id", "source", "lane", "reason", "due_at", "priority")
    found = room.con.execute(due_sql(source), given).fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def reasons(rows: list[Any]) -> list[tuple[str, str]]:
    """Which titles are due, and why."""
    return [(row["title_id"], row["reason"]) for row in rows]
