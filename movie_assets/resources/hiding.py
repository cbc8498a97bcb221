"""Taking secrets out of what is shown to people. Which values are secret is told by settings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

HIDDEN = "•••"
# A bearer token, or the password in a URL, of whatever origin.
_CREDENTIALS = (
    re.compile(r"(?i)(bearer\s+)[^\s\"',}]+"),
    re.compile(r"(://[^/\s:@]*:)[^/\s@]+(?=@)"),
)
# Shorter ones would hide half of every line, and guard nothing.
_SHORTEST_SECRET = 4


class Hiding:
    """Called with a text, gives it back without the secrets in it.

    >>> Hiding(["tok-1"])("asked with tok-1")
    'asked with •••'
    >>> Hiding()("postgresql://me:word@host/db")
    'postgresql://me:•••@host/db'
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Know what must never be shown, as it stands and as JSON writes it."""
        shown = {one for one in secrets if len(one) >= _SHORTEST_SECRET}
        escaped = {json.dumps(one, ensure_ascii=False)[1:-1] for one in shown}
        # The longest first, since one may hold another.
        self._secrets = sorted(shown | escaped, key=lambda one: (-len(one), one))

    def __call__(self, text: str) -> str:
        """The text with every secret hidden."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for pattern in _CREDENTIALS:
            text = pattern.sub(rf"\g<1>{HIDDEN}", text)
        return text
