"""Where files are dropped: folders, SFTP servers and buckets, listed and fetched. Nothing is read.

Keys and passwords come as fsspec options by protocol, never in an address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import fsspec
from fsspec.core import url_to_fs

from movie_assets.model.errors import MovieAssetsError, SettingsError
from movie_assets.sources.drop_arrivals import DropSeen
from movie_assets.sources.drop_mapping import Mapping as DropMapping
from movie_assets.sources.drop_mapping import read_mapping

PIECE = 1 << 20
_SHIPPED = Path(__file__).resolve().parent.parent / "sources" / "mappings"


class DropError(MovieAssetsError):
    """A dropped file or the place it lies in cannot be reached."""


@dataclass(frozen=True)
class DropPlaces:
    """The places watched, how to get in, and the mappings known.

    `own_mappings` is a folder of YAML files beside those that come with the package; one of the
    same name takes the place of ours.
    """

    urls: Sequence[str] = ()
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    own_mappings: Path | None = None

    def __post_init__(self) -> None:
        for url in self.urls:
            if urlsplit(url).password:
                host = urlsplit(url).hostname
                raise SettingsError(
                    f"The drop place at {host} has a password in its address: put it into "
                    'MOVIE_ASSETS_DROP_OPTIONS, as {"sftp": {"password": "…"}}.'
                )

    def mappings(self) -> list[DropMapping]:
        """Every mapping, by name.

        Errors: SourceError naming the file that is none.
        """
        folders = [_SHIPPED, *([self.own_mappings] if self.own_mappings else [])]
        files = [file for folder in folders for file in sorted(folder.glob("*.yaml"))]
        read = [read_mapping(file.read_text(encoding="utf-8"), file.name) for file in files]
        return sorted({one.name: one for one in read}.values(), key=lambda one: one.name)

    def mappings_digest(self) -> str:
        """A hash over all mappings: with others, a file may read otherwise."""
        told = "\n".join(one.model_dump_json() for one in self.mappings())
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def listing(self) -> Iterator[DropSeen]:
        """Every file in the places: in a place itself, or in a folder of a mapping's name.

        Errors: DropError naming the place that cannot be listed.
        """
        for url in self.urls:
            try:
                yield from self._listing(url)
            except FileNotFoundError:
                continue  # made by whoever drops the first file
            except (OSError, ValueError) as error:
                raise DropError(
                    f"The drop place {url} cannot be listed ({type(error).__name__}: {error}). "
                    "Check MOVIE_ASSETS_DROPS and MOVIE_ASSETS_DROP_OPTIONS."
                ) from error

    def _listing(self, url: str) -> Iterator[DropSeen]:
        fs, base = self._opened(url)
        fs.invalidate_cache()
        found = cast("dict[str, dict[str, Any]]", fs.find(base, maxdepth=2, detail=True))
        for path, info in sorted(found.items()):
            inside = path.removeprefix(base).strip("/")
            stamp = info.get("ETag") or info.get("mtime") or info.get("LastModified") or ""
            yield DropSeen(
                url=f"{url.rstrip('/')}/{inside}",
                folder=inside.rpartition("/")[0],
                name=inside.rpartition("/")[2],
                size=int(info["size"] or 0),
                stamp=str(stamp),
            )

    def local_or_copied(self, url: str, target: Path) -> tuple[Path, str]:
        """A file's path, in its place where it is local, else copied; and its sha256.

        Errors: FileNotFoundError when it is gone, DropError when it cannot be read.
        """
        if "://" in url:
            return target, self.fetch(url, target)
        return Path(url), self.sha256(url)

    def fetch(self, url: str, target: Path) -> str:
        """Copy a file, in pieces, and give the sha256 of what was copied.

        Errors: FileNotFoundError when it is gone, DropError when it cannot be read.
        """
        digest = hashlib.sha256()
        with target.open("wb") as copy:
            for piece in self._pieces(url):
                digest.update(piece)
                copy.write(piece)
        return digest.hexdigest()

    def sha256(self, url: str) -> str:
        """The sha256 of a file, read in pieces."""
        digest = hashlib.sha256()
        for piece in self._pieces(url):
            digest.update(piece)
        return digest.hexdigest()

    def _pieces(self, url: str) -> Iterator[bytes]:
        fs, path = self._opened(url)
        try:
            with fs.open(path, "rb") as handle:
                while piece := cast("bytes", handle.read(PIECE)):
                    yield piece
        except FileNotFoundError:
            raise
        except OSError as error:
            raise DropError(
                f"{url} cannot be read ({type(error).__name__}: {error}). Check that it is there "
                "and that MOVIE_ASSETS_DROP_OPTIONS lets us in."
            ) from error

    def _opened(self, url: str) -> tuple[fsspec.AbstractFileSystem, str]:
        protocol = urlsplit(url).scheme if "://" in url else "file"
        fs, path = url_to_fs(url, **self.options.get(protocol, {}))
        return fs, path
