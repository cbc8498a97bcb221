"""Which names a title or a record goes by, and in which form. Their spelling is `normalise`'s."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from movie_assets.crosswalk.normalise import Spelling, is_plain, repaired, spelt

# Forms of a name, the most telling first.
MAIN = "m"  # the name itself
OTHER = "b"  # a name given in brackets or after "aka"
SLUG = "s"  # the name in the source's own id
OWNED = "p"  # without the owner before it or the edition after it: Tyler Perry's …, … 3D
HEAD = "h"  # before a colon or a dash
TAIL = "t"  # after it

_BRACKETS = re.compile(r"(?<=\S)\s*\(([^()]*)\)")
_AKA = re.compile(r"\ba\.?k\.?a\b\.?\s*", re.IGNORECASE)
_ARTICLE_LAST = re.compile(
    r"^(.*\S), (The|A|An|Le|La|Les|L'|El|Los|Las|Il|Der|Die|Das)$", re.IGNORECASE
)
_ALTERNATIVELY = re.compile(r",? or$", re.IGNORECASE)  # Dr. Strangelove or: How I …
_PARTS = re.compile(r"\s*:\s+|\s+[-–—]\s+|\s*[–—]\s*")
_OWNER = re.compile(r"^(?:[\w.]+ ){0,3}\w+(?:['’]s|s['’]) (?=\S)")
_PRESENTER = re.compile(r"^(?:Disneynature|(?:[\w.]+ ){1,3}presents):? (?=\S)", re.IGNORECASE)
# What marks an edition of a film, not another film.
_EDITION = re.compile(
    r"[\s:,-]+(?:(?:in )?(?:(?:imax )?3-?D)|redux|imax|the (?:movie|film|motion picture))$",
    re.IGNORECASE,
)
_EDITION_ENDS = ("3d", "redux", "imax", "movie", "film", "picture")
_IS_YEAR = re.compile(r"\s*(?:18|19|20)\d\d\s*")

_SLUG_NUMBER = re.compile(r"^(?:\d{4,}[-_])+(?=\D)")
_SLUG_YEAR = re.compile(r"^(.*\D)[-_]?((?:18|19|20)\d\d)(?:[-_]\d{1,2})?$")
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_CAMEL_YEAR = re.compile(r"^(.*[A-Za-z][0-9]{0,2})((?:18|19|20)[0-9]{2})$")
_PAGE_MARK = re.compile(
    r"^(.*\S) \((?:(\d{4}) )?[^()]*\b(?:film|films|movie|serial|short)[^()]*\)$"
)


# Whose ids are numbers in some form; those of dropped files (`drop/…`) may be anything.
_NAMELESS = frozenset({"imdb", "tmdb", "wikidata"})


class Form(NamedTuple):
    """One name of a title in one form, spelt."""

    form: str
    spelling: Spelling


class Marked(NamedTuple):
    """What a source's own id says of the title: its name, and the year where it needs one."""

    name: str
    year: int | None


def forms_of(name: str) -> list[Form]:
    """Every form of one name, each spelling once, in its most telling form.

    >>> [(form, spelling.key) for form, spelling in forms_of("Thirst (Bakjwi)")]
    [('m', 'thirst'), ('b', 'bakjwi')]
    """
    if name.isascii() and is_plain(name) and not _is_longer(name.lower()):
        spelling = spelt(name)
        return [Form(MAIN, spelling)] if spelling.key else []
    best: dict[str, Form] = {}
    for form, text in _raw_forms(repaired(name)):
        spelling = spelt(text)
        if spelling.key and spelling.key not in best:
            best[spelling.key] = Form(form, spelling)
    return list(best.values())


def _is_longer(plain: str) -> bool:
    """Whether a name of letters and spaces alone may be more than one name, as few are."""
    return (
        "aka" in plain
        or " presents " in plain
        or plain.startswith("disneynature")
        or plain.endswith(_EDITION_ENDS)
    )


def _raw_forms(name: str) -> Iterator[tuple[str, str]]:
    # Most names have none of the signs looked for; asking first halves the time of all of them.
    inside: list[str] = []
    main = name
    if "(" in name:
        inside = [part for part in _BRACKETS.findall(name) if not _IS_YEAR.fullmatch(part)]
        main = _BRACKETS.sub("", name).strip() or name
    main, *others = (part.strip() for part in _AKA.split(main)) if _AKA.search(main) else (main,)
    main = _article_first(main or name)
    yield MAIN, main
    for other in (*others, *inside):
        plain = _AKA.sub("", other).strip()
        if plain:
            yield OTHER, _article_first(plain)
    if "'" in main or "’" in main:
        yield from _shorter(main, _OWNER)
    if "resents" in main or main.startswith("Disneynature"):
        yield from _shorter(main, _PRESENTER)
    if main[-1:] in "dDxXeEmM":
        yield from _shorter(main, _EDITION)
    if ":" in main or "-" in main or "–" in main or "—" in main:
        yield from _parts(main)


def _shorter(name: str, away: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    rest = away.sub("", name)
    if rest and rest != name:
        yield OWNED, rest


def _parts(name: str) -> Iterator[tuple[str, str]]:
    parts = [part for part in _PARTS.split(name) if part]
    if len(parts) > 1:
        yield HEAD, _ALTERNATIVELY.sub("", parts[0])
        yield TAIL, parts[-1]


def _article_first(name: str) -> str:
    found = _ARTICLE_LAST.match(name) if ", " in name else None
    return f"{found.group(2)} {found.group(1)}" if found else name


def mark_of(source: str | None, source_id: str) -> Marked | None:
    """What a source's own id says of the title; None for sources whose ids are no names.

    >>> mark_of("imdb", "tt1798709"), mark_of("metacritic", "movie/her")
    (None, Marked(name='her', year=None))
    >>> mark_of("tv_tropes", "Film/AssaultOnPrecinct131976")
    Marked(name='Assault On Precinct 13', year=1976)
    """
    if source in _NAMELESS or (source or "").startswith("drop/"):
        return None
    return _marked_camel(source_id) if source == "tv_tropes" else marked(source_id)


def marked(source_id: str) -> Marked | None:
    """Name and year in a source's own id; None where the id is a number or says nothing.

    Source: `m/1032518-mata_hari`, `m/nowhere_2023_2`, `movie/the-running-man` and page names such
            as `The Trap (1922 film)`.

    >>> marked("m/nowhere_2023_2")
    Marked(name='nowhere', year=2023)
    >>> marked("The Trap (1922 film)")
    Marked(name='The Trap', year=1922)
    """
    if source_id.startswith(("m/", "movie/", "tv/")):
        return _marked_slug(source_id.split("/", 1)[1])
    name = unquote(source_id)  # as addresses have it: Pride %26 Prejudice
    page = _PAGE_MARK.match(name)
    if page:
        return Marked(page.group(1), int(page.group(2)) if page.group(2) else None)
    return Marked(name, None) if not name.isdigit() else None


def _marked_camel(page: str) -> Marked | None:
    name = page.partition("/")[2]
    found = _CAMEL_YEAR.match(name)
    words: list[str] = _CAMEL.findall(found.group(1) if found else name)
    return Marked(" ".join(words), int(found.group(2)) if found else None) if words else None


def _marked_slug(slug: str) -> Marked | None:
    rest = _SLUG_NUMBER.sub("", slug)
    if not re.search(r"[^\W\d_]", rest):
        return None
    found = _SLUG_YEAR.match(rest)
    year = int(found.group(2)) if found else None
    words = found.group(1) if found else rest
    return Marked(re.sub(r"[-_]+", " ", words).strip(), year)
