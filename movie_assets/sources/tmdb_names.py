"""What a title is called and what is written of it, out of TMDB's blocks, by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from movie_assets.model.parts import Name, Text
from movie_assets.sources.values import country, language, mapping, once, rows, text

Json = Mapping[str, object]


def names_of(payload: Json, kind: str, asked: tuple[str, str | None]) -> tuple[Name, ...]:
    """Every name: the original, the one in the language asked for, translations, alternatives.

    TMDB answers with the original title where a translation is missing, so a main title equal to
    the original is no translation; and it leaves a translation's title empty where it is the
    original one, which is not repeated either.
    """
    key = "title" if kind == "movie" else "name"
    original = text(payload.get(f"original_{key}"))
    main = text(payload.get(key))
    found: list[Name | None] = []
    if original is not None:
        spoken = language(payload.get("original_language"))
        found.append(Name(name=original, language=spoken, kind="original"))
    if main is not None and main != original:
        found.append(Name(name=main, language=asked[0], country=asked[1], kind="translated"))
    found.extend(sorted(_translated(payload, key), key=str))
    found.extend(_alternative(payload))
    return once(found)


def _translated(payload: Json, key: str) -> Iterator[Name]:
    for row in _translations(payload):
        name = text(mapping(row.get("data")).get(key))
        if name is not None:
            yield Name(
                name=name,
                language=language(row.get("iso_639_1")),
                country=country(row.get("iso_3166_1")),
                kind="translated",
            )


def _alternative(payload: Json) -> Iterator[Name]:
    block = mapping(payload.get("alternative_titles"))
    for row in rows(block.get("titles")) + rows(block.get("results")):
        name = text(row.get("title"))
        if name is not None:
            yield Name(
                name=name,
                country=country(row.get("iso_3166_1")),
                kind=_kind_of_name(text(row.get("type")) or ""),
            )


def _kind_of_name(words: str) -> str:
    """Our kind for TMDB's free text.

    >>> _kind_of_name("Working Title"), _kind_of_name("romanization"), _kind_of_name("DVD")
    ('working', 'romanised', 'alternative')
    """
    lowered = words.lower()
    if lowered.startswith("roman") or "romaji" in lowered or "romaniz" in lowered:
        return "romanised"
    return next((kind for kind in ("working", "short") if lowered.startswith(kind)), "alternative")


def texts_of(payload: Json, key: str, asked: tuple[str, str | None]) -> tuple[Text, ...]:
    """Overviews or taglines, one a language and country, the language asked for first."""
    written: dict[tuple[str, str | None], str] = {}
    main = text(payload.get(key))
    if main is not None:
        written[asked] = main
    translated: dict[tuple[str, str | None], str] = {}
    for row in _translations(payload):
        words = text(mapping(row.get("data")).get(key))
        spoken = language(row.get("iso_639_1"))
        if words is not None and spoken is not None:
            translated.setdefault((spoken, country(row.get("iso_3166_1"))), words)
    for place in sorted(translated, key=str):
        written.setdefault(place, translated[place])
    return tuple(
        Text(language=spoken, country=where, text=words)
        for (spoken, where), words in written.items()
    )


def _translations(payload: Json) -> list[Json]:
    return rows(mapping(payload.get("translations")).get("translations"))
