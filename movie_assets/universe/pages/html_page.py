"""Pages as HTML: a document from its parts, filled up to the size of a real one. No site's markup.

Filler is comments and a script that say nothing; it stands where real pages have styles, menus
and advertisements: one third before the content, the rest behind it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from movie_assets.universe.messages import Answer

_WORDS = ("menu", "tile", "grid", "panel", "header", "slot", "track", "style", "layer", "frame")
_BLOCK = "\n".join(
    f"{_WORDS[n % 10]}-{n * 7919 % 9973:04d} {_WORDS[n * 3 % 10]} {n * 104729 % 99991:05d};"
    for n in range(330)
)  # 8 kB: short enough to lie in gzip's window, so that filling costs no time in compression


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page before it is filled up: `size` is the bytes a real one has, 0 for as it is."""

    head: str = ""
    body: str = ""
    status: int = 200
    size: int = 0
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def page_answer(page: Page, *, full_size: bool) -> Answer:
    """Write a page as an answer.

    Shape: with `full_size` the body has `page.size` bytes, or more where the content is longer.
    """
    start = f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{page.head}\n'
    parts = [start, "</head>\n<body>\n", f"{page.body}\n", "</body>\n</html>\n"]
    if full_size and page.size:
        lacking = page.size - sum(len(part.encode()) for part in parts)
        parts.insert(1, _filler(lacking // 3, "<script>/*", "*/</script>\n"))
        parts.insert(4, _filler(lacking - lacking // 3, "<!--", "-->\n"))
    headers = {"Content-Type": "text/html; charset=utf-8", **page.headers}
    return Answer(status=page.status, headers=headers, body="".join(parts).encode())


def _filler(size: int, opening: str, closing: str) -> str:
    inner = size - len(opening) - len(closing)
    if inner <= 0:
        return ""
    text = _BLOCK * (inner // len(_BLOCK) + 1)
    return f"{opening}{text[:inner]}{closing}"


def script(value: Any, **attributes: str) -> str:
    """Write JSON in a script element; a "<" in it cannot end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<script{said}>{text}</script>"


def meta(**values: str | None) -> str:
    """Write Open Graph tags (`og_title` for og:title); none for None."""
    return "\n".join(
        f'<meta property="{name.replace("_", ":", 1)}" content="{escape(value)}">'
        for name, value in values.items()
        if value is not None
    )


def links(names: Sequence[str], folder: str) -> str:
    """Write names as links, with commas between."""
    return ", ".join(
        f'<a href="{folder}/{name.lower().replace(" ", "-")}"><span>{escape(name)}</span></a>'
        for name in names
    )
