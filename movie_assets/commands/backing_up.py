"""Backups by hand (`movie-assets backup`, `restore`). What is in one says resources.backup."""

from __future__ import annotations

from pathlib import Path

from movie_assets import wiring
from movie_assets.model.errors import LakeError
from movie_assets.resources.backup import Saved, restore_backup, write_backup
from movie_assets.settings import Settings, now
from movie_assets.upkeep import DAILY_SCHEMAS, EVERY_SCHEMA


def save(settings: Settings, target: Path, *, everything: bool) -> Saved:
    """Write a home's tables and lake into a new file, or only what nothing can make again.

    Errors: LakeError when the file is there already.
    """
    if target.exists():
        raise LakeError(f"{target} is there already: give another name.")
    lake = wiring.workbench(settings).lake if everything else None
    schemas = EVERY_SCHEMA if everything else DAILY_SCHEMAS
    return write_backup(target, wiring.postgres(settings), lake, schemas, now().isoformat())


def load(settings: Settings, source: Path) -> Saved:
    """Put a backup into a home whose database is prepared and empty.

    Errors: LakeError, PostgresError; nothing is changed then.
    """
    return restore_backup(source, wiring.postgres(settings), wiring.workbench(settings).lake)
