"""Names of files being written, and what killed writers left. Nothing is written here."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from movie_assets.resources.processes import is_alive

_NAME = re.compile(r"([0-9]+)-[0-9a-f]{32}\..+")


def temporary_path(folder: Path, suffix: str) -> Path:
    """A name nobody else uses, which says whose it is: `<pid>-<random><suffix>`; makes the folder.

    Two processes that share a folder would otherwise write into one file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{os.getpid()}-{uuid.uuid4().hex}{suffix}"


@contextlib.contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """A folder nobody else uses, removed with what is in it when the block ends."""
    made = temporary_path(folder, ".folder")
    made.mkdir()
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what killed processes of this machine left in a folder of such names."""
    for left in folder.glob("*"):
        named = _NAME.fullmatch(left.name)
        if named and not is_alive(int(named[1])):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
