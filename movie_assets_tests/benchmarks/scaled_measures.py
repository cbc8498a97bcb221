"""What the full-scale benchmark watches from outside: memory of Postgres, sizes on disk."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from pathlib import Path

import psycopg

SAMPLE_S = 0.5


class BackendWatch:
    """The largest proportional set size any process of a Postgres server had, in MB.

    PSS shares out what several processes map, so shared buffers do not count once a backend.
    """

    def __init__(self, postmaster: int) -> None:
        self.postmaster = postmaster
        self.peak_mb = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> BackendWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(SAMPLE_S):
            for child in _children(self.postmaster):
                self.peak_mb = max(self.peak_mb, _pss_mb(child))


def _children(parent: int) -> list[int]:
    text = ""
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in text.split()]


def _pss_mb(pid: int) -> float:
    # A backend may be gone, or be another user's: then nothing is known of it.
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def postmaster_of(url: str) -> int:
    """The process id of the server behind a URL."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    return int((Path(row[0]) / "postmaster.pid").read_text().splitlines()[0])


def table_sizes(url: str) -> dict[str, tuple[float, float, float]]:
    """Table -> MB of rows, of long values (TOAST), of indexes."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            """
            SELECT n.nspname || '.' || c.relname,
                   (pg_relation_size(c.oid) / 1e6)::float,
                   (coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) / 1e6)::float,
                   (pg_indexes_size(c.oid) / 1e6)::float
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm')
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            ORDER BY pg_total_relation_size(c.oid) DESC
            """
        ).fetchall()
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def folder_sizes(folder: Path) -> dict[str, float]:
    """Folder directly below -> MB of all its files."""
    return {
        below.name: sum(file.stat().st_size for file in below.rglob("*") if file.is_file()) / 1e6
        for below in sorted(folder.iterdir())
        if below.is_dir()
    }


def never_analysed(url: str) -> list[str]:
    """Tables of the catalogue that have rows and no statistics: a load forgot them."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT schemaname || '.' || relname FROM pg_stat_user_tables "
            "WHERE schemaname = 'catalogue' AND n_live_tup > 0 "
            "AND coalesce(last_analyze, last_autoanalyze) IS NULL ORDER BY 1"
        ).fetchall()
    return [row[0] for row in rows]


def print_sizes(
    tables: Mapping[str, tuple[float, float, float]], lake: Mapping[str, float]
) -> None:
    print(f"{'table':<40}{'rows':>10}{'toast':>10}{'indexes':>10}   MB")
    for name, parts in tables.items():
        if sum(parts) >= 1:
            print(f"{name:<40}" + "".join(f"{part:>10.1f}" for part in parts))
    print(f"{'lake folder':<40}{'MB':>10}")
    for name, size in sorted(lake.items(), key=lambda one: -one[1]):
        print(f"{name:<40}{size:>10.1f}")
