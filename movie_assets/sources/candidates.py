"""Where a title's page may be, best first: ids, addresses that held, guesses. Nothing is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from movie_assets.sources import metacritic, rotten_tomatoes_page, tv_tropes
from movie_assets.sources.address_habits import HABITS_OF, Ending, Habits, Joint, era_of, sections
from movie_assets.sources.known_titles import KnownTitle
from movie_assets.sources.slugs import HABITS, Spelling, plain_names, spellings, words

# Why an address is asked for that a person named.
BY_HAND = "by hand"
# Each guess costs a request of every title that has no page there; at one in 2 s ten take 20 s of
# the host's lane. On real addresses the first four find 95 % of Metacritic's pages, the first five
# 97 % of TV Tropes'; the ninth and tenth find 0.4 % of Rotten Tomatoes'.
MOST_A_TITLE = {"metacritic": 5, "rotten_tomatoes": 8, "tv_tropes": 5}

_SITES = {
    "metacritic": f"{metacritic.SITE}/{{}}/",
    "rotten_tomatoes": f"{rotten_tomatoes_page.SITE}/{{}}",
    "tv_tropes": f"{tv_tropes.WEB}/{{}}",
}
# What an id of each source looks like; ids come from outside and become part of an address.
_IDS = {
    "metacritic": re.compile(r"(?:movie|tv)/[^/?#\s]+(?:/season-[0-9]+)?"),
    "rotten_tomatoes": re.compile(r"(?:m|tv)/[^/?#\s]+(?:/s[0-9]+)?"),
    "tv_tropes": re.compile(r"[A-Za-z]+/[^/?#\s]+"),
}
_PATHS = {"metacritic": "/", "rotten_tomatoes": "/", "tv_tropes": "/pmwiki/pmwiki.php/"}
# Of 8,506 addresses of Rotten Tomatoes made of a name 62 have a year two to four years later.
_BY_A_RELEASE = 0.007
_MOST_RELEASES = 2
_MOST_CHOICES = 4  # a name with more works of one kind and year is not known
_YEAR_DIGITS = 4
_ENGLISH = ("US", "GB", "CA", "AU", "NZ", "IE")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address worth asking, with the id its page would have and why it is asked."""

    source_id: str
    url: str
    reason: str


def candidates(source: str, known: KnownTitle, limit: int | None = None) -> Iterator[Candidate]:
    """The addresses a title's page may have.

    Shape:  one by one, so that guesses, which take 2 ms a title, are made where it comes to them:
            at most `limit` (by default as many as pay), each id once, best first: what a person
            said (`by hand`), Wikidata's ids (`wikidata`), the address that was accepted last
            (`verified`), then guesses with what was done to which name (`guess: title, no article,
            2012`). Names in scripts that do not fold to ASCII give none: their romanised or English
            names do.
    Errors: KeyError for a source whose addresses are not made of names.
    """
    most = MOST_A_TITLE[source] if limit is None else limit
    given: set[str] = set()
    for source_id, reason in _in_order(source, known) if most else ():
        identity = source_id.lower()  # none of the three sites tells capitals apart
        if identity not in given:
            given.add(identity)
            yield candidate(source, source_id, reason)
        if len(given) == most:
            return


def _in_order(source: str, known: KnownTitle) -> Iterator[tuple[str, str]]:
    for said, accepted in known.by_hand.items():
        if accepted and _is_id(source, said):
            yield said, BY_HAND
    for given in known.ids_of(source):
        if _is_id(source, given):
            yield given, "wikidata"
    verified = source_id_in(source, known.verified_urls.get(source, ""))
    if verified is not None:
        yield verified, "verified"
    guesses = sorted(_guesses(source, known), key=lambda guess: (-guess[0], guess[1], guess[2]))
    yield from ((source_id, reason) for _, source_id, reason in guesses)


def source_id_in(source: str, url: str) -> str | None:
    """The id in an address of the source; None for an address of anything else.

    >>> source_id_in("metacritic", "https://www.metacritic.com/movie/her/")
    'movie/her'
    """
    try:
        path = unquote(urlsplit(url).path).rstrip("/")
    except ValueError:
        return None
    prefix = _PATHS[source]
    source_id = path.removeprefix(prefix) if path.startswith(prefix) else ""
    return source_id if _is_id(source, source_id) else None


def _is_id(source: str, source_id: str) -> bool:
    parts = source_id.split("/")
    return bool(_IDS[source].fullmatch(source_id)) and not {".", ".."} & set(parts)


def candidate(source: str, source_id: str, reason: str) -> Candidate:
    """A page of a source to be asked for.

    >>> candidate("metacritic", "movie/her", "verified").url
    'https://www.metacritic.com/movie/her/'
    """
    url = _SITES[source].format(quote(source_id, safe="/!$&'()*+,;=:@"))
    return Candidate(source_id, url, reason)


def fitting_choices(known: KnownTitle, named: Iterable[str]) -> tuple[Candidate, ...]:
    """Which works that a disambiguation page of TV Tropes names may be the title.

    Shape: those of a namespace of films or shows, of one of its names, and of its year where the
           address has one; in the page's order, at most four.
    """
    fitting = [
        candidate("tv_tropes", source_id, "choice")
        for source_id in named
        if source_id.partition("/")[0] in sections("tv_tropes", known) and _fits(known, source_id)
    ]
    return tuple(fitting[:_MOST_CHOICES])


def _fits(known: KnownTitle, source_id: str) -> bool:
    """Whether an id is made of one of the title's names, and of its year where it has one."""
    slug = _letters(source_id.partition("/")[2])
    for name in known.every_name:
        for plain in plain_names(name):
            behind = slug.removeprefix(_letters(plain))
            if behind == "" or (len(behind) == _YEAR_DIGITS and behind.isdigit()):
                years = {known.year, *known.release_years}
                near = known.year and behind and abs(int(behind) - known.year) <= 1
                if not behind or near or int(behind) in years:
                    return True
    return False


def _letters(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.lower())


def _guesses(source: str, known: KnownTitle) -> Iterator[tuple[float, str, str]]:
    """Every guess with its share: how often, of all titles like this, it is the right one."""
    ways, era = HABITS_OF[source], era_of(known)
    endings = _release_endings(known) | ways.endings[era, known.twin_age()]
    lived_in = sections(source, known)
    for weight, said, name in _weighed_names(known):
        for share, spelling in _weighed_spellings(name, ways, known):
            for ending, often in endings.items():
                behind = _behind(ending, known.year)
                if behind is None:
                    continue
                for joint, used in ways.joints[era].items():
                    slug = _slug(spelling.text, ending, behind, joint)
                    for section, lives in lived_in.items():
                        reason = ", ".join(("guess: " + said, *spelling.habits, *behind))
                        total = weight * share * often * used * lives
                        yield total, f"{section}/{slug}", reason


def _weighed_names(known: KnownTitle) -> Iterator[tuple[float, str, str]]:
    """Each plain name with how likely a page goes by it, and what to call it."""
    given: list[tuple[float, str, str]] = [(1.0, "title", known.title)]
    if known.original_title:
        given.append((0.12, "original title", known.original_title))
    for name in known.names:
        english = name.language == "en" or name.country in _ENGLISH
        if english or name.kind == "romanised":
            said = "English name" if english else "romanised name"
            given.append((0.15 if english else 0.12, said, name.name))
        else:
            unsaid = name.language is None and name.country is None
            given.append((0.05 if unsaid else 0.01, "other name", name.name))
    for weight, said, name in given:
        for number, plain in enumerate(plain_names(name)):
            yield weight * (0.15 if number else 1.0), said, plain


def _weighed_spellings(
    name: str, ways: Habits, known: KnownTitle
) -> Iterator[tuple[float, Spelling]]:
    """The name's spellings, each with the chance that just its habits were at work."""
    era = era_of(known)
    shares = {habit: by_era[era] for habit, by_era in ways.habits.items()}
    for spelling in spellings(name, frozenset(shares)):
        share = 1.0
        for habit, often in shares.items():
            if habit in spelling.habits:
                share *= often
            elif HABITS[habit](spelling.text) != spelling.text:
                share *= 1 - often
        yield share, spelling


def _behind(ending: Ending, year: int | None) -> tuple[str, ...] | None:
    """The words behind the name; None where they need a year that nobody knows."""
    if ending.years is None:
        return (ending.more,) if ending.more else ()
    if year is None:
        return None
    dated = str(year + ending.years)
    return (dated, ending.more) if ending.more else (dated,)


def _release_endings(known: KnownTitle) -> dict[Ending, float]:
    """The years of its other releases, nearest first: a site may date a title by one of them."""
    if known.year is None:
        return {}
    apart = sorted({year - known.year for year in known.release_years}, key=lambda n: (abs(n), n))
    return {Ending(years): _BY_A_RELEASE for years in apart[:_MOST_RELEASES]}


def _slug(text: str, ending: Ending, behind: tuple[str, ...], joint: Joint) -> str:
    named = words(text, exclaimed=joint.exclaimed)
    if joint.pascal_case:
        return joint.between.join(part[:1].upper() + part[1:] for part in (*named, *behind))
    name = joint.between.join(named)
    if ending.years is not None and joint.before_year is not None:
        name, behind = f"{name}{joint.before_year}{behind[0]}", behind[1:]
    return joint.between.join((name, *behind)).lower()
