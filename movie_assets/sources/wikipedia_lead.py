"""An article's lead made clean: plain sentences on one line. Where leads come from: `wikipedia`.

What extracts and the dump leave behind is taken out by its form, never by an article's words:
pronunciations, brackets that lost their content, marks of references and of maintenance.
"""

from __future__ import annotations

import html
import re

from movie_assets.sources.values import text

# What is left of tables and boxes where an article has no lead the dump could find.
_DEBRIS = re.compile(
    r"^\s*(?:[|!*#:;{}\[\]=<]|\w[\w ]{0,30}\s*=|"
    r"(?:thumb|right|left|upright|\d+px)\b\|?|&lt;|REDIRECT\b)"
)
_HATNOTE = re.compile(
    r"^\W*(?:for (?:the|other|a|an|similar)\b[^.]*\bsee\b|not to be confused with|"
    r"this article is about|\"[^\"]+\" redirects here|see also\b)[^.\n)]*[.)\n]*\s*",
    re.IGNORECASE,
)
# References ([1], [a], [note 2]) and what editors ask each other for ([citation needed], [when?]).
_MARKUP = re.compile(
    r"<[^>]{1,200}>|\[\[|\]\]|'{2,5}|\{\{[^{}]*\}\}|\[[0-9a-z]{1,3}\]|"
    r"\[(?:note|nb|fn|n)\s?[0-9a-z]{1,3}\]|\[(?:[a-z]+[ -]){0,3}(?:needed|[a-z]+\?)\]",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_PARTED = re.compile(r"(\s*[;,]\s*)")
# Stress and length marks stand in no spelling; other signs of sound do, so they count only
# between slashes or square brackets.
_SOUNDS = re.compile(
    r"[ˈˌːⓘ]|\bpronounced\b|\bpronunciation\b|\bIPA\b|^\s*listen\s*$|\[[^\]]+\]|"
    r"(?:^|\s)/[^/]+/",
    re.IGNORECASE,
)
_SOUNDS_ALONE = re.compile(r"\s*\[[^\]]*[^\x00-\x7f][^\]]*\]|\s*ⓘ|\s*/[^/\s]*[ˈˌː][^/]*/")
_BEFORE_STOP = re.compile(r"\s+([,.;:])(?=\s|$)")
_SPACE = re.compile(r"[\s\u200b]+")
_WORD = re.compile(r"[^\W\d_]{2,}")


def clean_lead(said: object) -> str | None:
    """An article's lead as plain words on one line, or None where it is not a sentence.

    >>> clean_lead("Dune ( ) is a '''1984''' film.[1]")
    'Dune is a 1984 film.'
    >>> clean_lead("Amélie (French: [ameli]; also Amelie) is a film.[citation needed]")
    'Amélie (also Amelie) is a film.'
    >>> clean_lead("| name = Dune") is None
    True
    """
    given = text(said)
    if given is None or _DEBRIS.match(given):
        return None
    lead = text(_cleared(_HATNOTE.sub("", html.unescape(_MARKUP.sub("", given)))))
    if lead is None or _DEBRIS.match(lead) or len(lead.split()) < 3 or not _WORD.search(lead):
        return None
    return lead


def _cleared(said: str) -> str:
    """The words without sounds, marks and empty brackets.

    What is taken out of brackets may leave brackets with nothing in them, so it is done until
    nothing changes: once for each depth of brackets within brackets.
    """
    shorter = _shorter(said)
    while shorter != said:
        said, shorter = shorter, _shorter(shorter)
    return shorter


def _shorter(said: str) -> str:
    unspoken = _SOUNDS_ALONE.sub("", _BRACKETS.sub(_bracket, _MARKUP.sub("", said)))
    return _BEFORE_STOP.sub(r"\1", _SPACE.sub(" ", unspoken)).strip()


def _bracket(found: re.Match[str]) -> str:
    """One pair of brackets with what in it is no sound; nothing where nothing else was in it."""
    pieces = _PARTED.split(found.group(1))
    kept = [place for place in range(0, len(pieces), 2) if _is_said(pieces[place])]
    if len(kept) == len(pieces[::2]):
        return found.group(0)
    said = "".join(
        (pieces[place - 1] if place != kept[0] else "") + pieces[place] for place in kept
    )
    return f" ({said.strip()})" if kept else ""


def _is_said(piece: str) -> bool:
    return bool(piece.strip()) and not _SOUNDS.search(piece)
