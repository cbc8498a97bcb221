"""Pictures in the lake under the hash of their bytes. Which are wanted is not said here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from movie_assets.resources.lake_files import LakeFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """How many bytes one picture and all of them together may have."""

    file_bytes: int
    all_bytes: int


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """Where a picture lies below the lake, its hash, and how many bytes it added."""

    file: str
    sha256: str
    added: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """`media/<two digits>/<sha256>.<ending>`: a picture that two titles share lies there once."""

    files: LakeFiles

    def keep(self, body: bytes, ending: str) -> KeptPicture:
        """Keep a picture, unless it is there already."""
        sha256 = hashlib.sha256(body).hexdigest()
        file = f"media/{sha256[:2]}/{sha256}.{ending}"
        if self.files.size(file) == len(body):
            return KeptPicture(file, sha256, 0)
        self.files.put_bytes(body, file)
        return KeptPicture(file, sha256, len(body))
