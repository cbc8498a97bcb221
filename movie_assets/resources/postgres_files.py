"""Small files of the embedded server, written whole, and its password; the layout is elsewhere."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

from movie_assets.resources.postgres_processes import Account

PASSWORD_FILE = "superuser.password"  # noqa: S105 - the name of a file


def read_password(directory: Path) -> str | None:
    """Return the superuser's password, or None before the first start."""
    try:
        return (directory / PASSWORD_FILE).read_text().strip()
    except FileNotFoundError:
        return None


def make_password(directory: Path) -> str:
    """Return the superuser's password; the first call makes it, 192 bits that fit in a URL."""
    known = read_password(directory)
    if known:
        return known
    password = secrets.token_urlsafe(24)
    write_whole(directory / PASSWORD_FILE, password + "\n", mode=0o600)
    return password


def hand_over(account: Account | None, *paths: Path) -> None:
    """Give files of ours to the user who runs the server; None: they stay ours."""
    if account is not None:
        for path in paths:
            os.chown(path, account.uid, account.gid)


def write_whole(path: Path, text: str, *, mode: int) -> None:
    """Write a small file so that it is whole or absent, with its mode from the first byte on."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, mode)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    Path(draft).replace(path)


def sync_directory(directory: Path) -> None:
    """Make a rename in a directory survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def short_hash(path: Path) -> str:
    """Return 16 hexadecimal digits that stand for a path."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:16]
