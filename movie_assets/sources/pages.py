"""What readers of web pages share: data cut out of the bytes, walls. Numbers: `page_words`.

A page is never parsed whole first: hydration scripts are cut out of its bytes (microseconds),
and only what no script says is looked for in the markup, strained.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.answers import refusal, unreadable
from movie_assets.sources.base import Fetched, Reading
from movie_assets.sources.page_words import words
from movie_assets.sources.values import items, mapping

Json = Mapping[str, object]

_AROUND_JSON = "\ufeff \t\r\n"
# Attributes are bounded, and no end is looked for twice: 300 kB of unclosed tags took 44 s.
_SCRIPT = re.compile(rb"<script\b([^>]{0,4000})>", re.IGNORECASE)
_SCRIPT_END = re.compile(rb"</script\s*>", re.IGNORECASE)
_HEAD_TAG = re.compile(rb"<(?:meta|link)\b[^>]{0,8000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_TITLE = re.compile(rb"<title\b[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
_OPENS = re.compile(rb"<html\b", re.IGNORECASE)
_CLOSES = re.compile(rb"</html\s*>", re.IGNORECASE)

# Titles of the pages that bot walls put up, whole: a film may be called "Access Denied".
_WALL_TITLE = re.compile(
    r"just a moment(\.\.\.|…)?|attention required!?( \| cloudflare)?|access denied|"
    r"(request )?error \(?(403|429)\)?|request error \(403\)|403( -)? forbidden|"
    r"pardon our interruption(\.\.\.)?|are you (a robot|human)\??|robot check|client challenge|"
    r"access to this page has been denied\.?|security check|human verification|one more step|"
    r"(please )?verify (that )?you are (a )?human|(re)?captcha( \w+)?|\w+ captcha|"
    r"ddos-guard|checking your browser.*",
    re.IGNORECASE,
)
# Marks of walls whose title says nothing. "awswaf" alone stands in good pages too.
_WALL_MARK = re.compile(
    rb"gokuProps|awsWafCookieDomainList|challenge-container|_cf_chl_opt|cf-browser-verification|"
    rb"px-captcha|captcha-delivery\.com|g-recaptcha|h-captcha|cf-turnstile|_Incapsula_Resource|"
    rb"distil_r_captcha|errors\.edgesuite\.net|id=[\"']captcha",
)
_CONTENT_MARK = re.compile(rb"og:title|application/ld\+json|__NEXT_DATA__|__NUXT_DATA__")
_CHALLENGE_HEADERS = ("cf-mitigated", "x-amzn-waf-action", "x-datadome")
# Walls are small: the largest seen are about 30 kB, the smallest title page cut to data is 1 kB.
_WALL_BYTES = 100_000
_GONE_TITLE = re.compile(
    r"(http )?(error )?404\b.*|.*\b404 (error|not found)\b.*|.*\bpage not found\b.*|not found",
    re.IGNORECASE,
)


def refused(fetched: Fetched) -> Reading | None:
    """What status, headers and size alone say of a page, or None for one that has to be read.

    A challenge may come with any status (202, 403, 405, 503): it is a wall all the same.
    """
    if fetched.status not in (200, 404, 410, 429):
        headers = {name.lower() for name, value in fetched.headers.items() if value}
        wall = next((name for name in _CHALLENGE_HEADERS if name in headers), None) or wall_in(
            fetched.body
        )
        if wall:
            detail = f"{fetched.url}: HTTP {fetched.status}, a bot wall: {wall}"
            return Reading(outcome=Outcome.BLOCKED, detail=detail)
    if fetched.status == 200 and not fetched.body.strip():
        return unreadable(fetched, "an empty page")
    return refusal(fetched)


def unrecognised(fetched: Fetched, what: str) -> Reading:
    """What a 200 is in which no reader found its title: a wall, a "not found", or unreadable.

    To be asked last: a wall never carries a title's data, but a film may be called like one.
    """
    wall = wall_in(fetched.body)
    if wall is not None:
        detail = f"{fetched.url}: HTTP 200, but a bot wall: {wall}"
        return Reading(outcome=Outcome.BLOCKED, detail=detail)
    title = page_title(fetched.body) or ""
    if _GONE_TITLE.fullmatch(title):
        detail = f"{fetched.url}: HTTP 200, but the page is titled {title!r}"
        return Reading(outcome=Outcome.NOT_FOUND, detail=detail)
    return unreadable(fetched, "the page is cut short" if is_cut_short(fetched.body) else what)


def wall_in(body: bytes) -> str | None:
    """Which bot wall a body is, for people; None for a page.

    >>> wall_in(b"<html><title>Just a moment...</title></html>")
    "the page is titled 'Just a moment...'"
    """
    title = page_title(body) or ""
    if _WALL_TITLE.fullmatch(title):
        return f"the page is titled {title!r}"
    if len(body) > _WALL_BYTES or _CONTENT_MARK.search(body):
        return None
    mark = _WALL_MARK.search(body)
    return f"it carries {mark.group().decode()!r}" if mark else None


def is_cut_short(body: bytes) -> bool:
    """A document that opens and never closes: what is missing on it may have been cut off."""
    return bool(_OPENS.search(body, 0, 4096)) and not _CLOSES.search(body)


def page_title(body: bytes) -> str | None:
    """The words of `<title>`."""
    found = _TITLE.search(body)
    return words(html.unescape(found.group(1).decode("utf-8", "replace"))) if found else None


def page_text(fetched: Fetched) -> str:
    """The page as text: the charset said by header or page, UTF-8 where it fits, else Western."""
    said = _CHARSET.search(_content_type(fetched)) or _CHARSET.search(fetched.body, 0, 2048)
    for charset in ("utf-8", said.group(1).decode() if said else "cp1252", "cp1252"):
        try:
            return fetched.body.decode(charset)
        except (LookupError, ValueError):
            continue
    return fetched.body.decode("utf-8", "replace")


def _content_type(fetched: Fetched) -> bytes:
    said = [value for name, value in fetched.headers.items() if name.lower() == "content-type"]
    return said[0].encode("ascii", "replace") if said else b""


def strained(markup: str | bytes, only: SoupStrainer) -> BeautifulSoup:
    """The parts of a page that a strainer lets through; names and classes are bs4's to match."""
    if isinstance(markup, bytes):
        markup = markup.decode("utf-8", "replace")
    return BeautifulSoup(markup.replace("\x00", ""), "lxml", parse_only=only)


def part_of(
    body: bytes, opening: re.Pattern[bytes], closing: bytes, *, limit: int = 60_000
) -> BeautifulSoup | None:
    """The part of a page from a tag to the first closing mark behind it, parsed; None for none.

    Parsing all of a page takes 29 to 88 ms and a strainer still walks through it; a part of a
    few kB takes 1 or 2.
    """
    found = opening.search(body)
    if found is None:
        return None
    start = max(body.rfind(b"<", 0, found.start() + 1), 0)
    end = body.find(closing, found.end(), start + limit)
    cut = body[start : end + len(closing) if end >= 0 else start + limit]
    return BeautifulSoup(cut.decode("utf-8", "replace").replace("\x00", ""), "lxml")


def script_json(body: bytes, element_id: str) -> object | None:
    """The JSON in `<script id="…">`, cut out of the bytes; None where it is missing or broken."""
    mark = element_id.encode()
    at = body.find(mark)
    while at >= 0:
        opened = body.rfind(b"<", 0, at)
        found = _SCRIPT.match(body, opened) if opened >= 0 else None
        if found and _attributes(found.group(1)).get("id") == element_id:
            end = _SCRIPT_END.search(body, found.end())
            return loaded(body[found.end() : end.start()]) if end else None
        at = body.find(mark, at + 1)
    return None


def linked_data(body: bytes) -> list[Json]:
    """Every object of the page's JSON-LD scripts, those of lists and @graph one by one.

    A key that is there more than once ("actor" of old Metacritic pages) becomes a list.
    """
    return [
        found
        for attributes, content in _scripts(body)
        if b"ld+json" in attributes
        for found in _objects(loaded(content, keep_repeated=True))
    ]


def _scripts(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The attributes and content of each script that ends."""
    at = 0
    while (opened := _SCRIPT.search(body, at)) and (
        ended := _SCRIPT_END.search(body, opened.end())
    ):
        yield opened.group(1), body[opened.end() : ended.start()]
        at = ended.end()


def _objects(value: object) -> Iterator[Json]:
    for one in [value, *items(value)]:
        found = mapping(one)
        if found:
            yield found
        yield from (mapping(part) for part in items(found.get("@graph")) if mapping(part))


def is_json(body: bytes) -> bool:
    """Whether a body is JSON instead of a page, with or without a byte order mark."""
    return body.lstrip(_AROUND_JSON.encode())[:1] in (b"{", b"[")


def loaded(raw: bytes | str, *, keep_repeated: bool = False) -> object | None:
    """JSON as pages have it: raw newlines in strings are allowed, broken JSON is None."""
    said = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    hook = _repeated_as_list if keep_repeated else None
    try:
        return cast(
            "object", json.loads(said.strip(_AROUND_JSON), strict=False, object_pairs_hook=hook)
        )
    except (ValueError, RecursionError):
        return None


def _repeated_as_list(pairs: list[tuple[str, object]]) -> dict[str, object]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    gathered: dict[str, list[object]] = {}
    for key, value in pairs:
        gathered.setdefault(key, []).append(value)
    return {key: values[0] if len(values) == 1 else values for key, values in gathered.items()}


def head_facts(body: bytes) -> dict[str, str]:
    """What meta and link tags say: content by name or property, href by rel; the first counts.

    >>> head_facts(b'<link rel="canonical" href="/m/up"><meta property="og:title" content="Up">')
    {'canonical': '/m/up', 'og:title': 'Up'}
    """
    facts: dict[str, str] = {}
    for tag in _HEAD_TAG.finditer(body):
        said = _attributes(tag.group())
        key = said.get("property") or said.get("name") or said.get("rel")
        value = words(said.get("content") or said.get("href"))
        if key and value:
            facts.setdefault(key.lower(), value)
    return facts


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(tag.decode("utf-8", "replace"))
    }


def attribute(tag: Tag | None, name: str) -> str | None:
    """An attribute's words."""
    value: Any = tag.get(name) if tag is not None else None
    return words(value) if isinstance(value, str) else None
