"""Wikipedia's search for the article of a title that Wikidata gives none. Leads are read elsewhere.

A hit shows a name, a short description and a piece of text around the words that were found, so
it can be judged, but it brings no lead: the article it names is asked for with all the others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from movie_assets.model.outcomes import Outcome
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.base import Fetched, Reading, Source
from movie_assets.sources.known_titles import KnownTitle
from movie_assets.sources.verification import Evidence, verify
from movie_assets.sources.wikipedia import WIKIPEDIA, read, search_url
from movie_assets.sources.wikipedia_titles import article_key

# The right article, where there is one, is nearly always among the first few.
HITS = 8
_WORK = {"movie": "film", "tv": "TV series"}


def request_url(known: KnownTitle) -> str:
    """The one search asked for a title: its name, its year and what it is."""
    words = (known.title, str(known.year) if known.year else "", _WORK[known.kind])
    return search_url(" ".join(word for word in words if word), HITS)


@dataclass(frozen=True)
class Searched:
    """What the hits of a search are judged by.

    Shape: `titles` by their id; `claimed` the articles that Wikidata gives to some title, which
           are nobody else's.
    """

    titles: Mapping[str, KnownTitle] = field(default_factory=dict[str, KnownTitle])
    claimed: Collection[str] = frozenset()

    def read(self, fetched: Fetched) -> Reading:
        """Read a search made for a title: the one hit that proves to be its article.

        Shape: one record that names the article, without a lead; `wrong_title` where hits are of
               other things or several fit, `not_found` where there are none.
        Errors: none are raised; what cannot be read is an outcome with the reason in `detail`.
        """
        reading = read(fetched)
        known = self.titles.get(fetched.title_id)
        if known is None or reading.outcome is not Outcome.FOUND:
            return reading
        fitting = self._fitting(reading.records, known)
        if len(fitting) != 1:
            said = "several articles fit" if fitting else "no article fits"
            met = "; ".join(hit.source_id for hit in fitting or reading.records)
            return Reading(outcome=Outcome.WRONG_TITLE, detail=f"{fetched.url}: {said}: {met}")
        return replace(reading, records=(_named(fitting[0], known.title_id),))

    def _fitting(self, hits: Sequence[SourceRecord], known: KnownTitle) -> list[SourceRecord]:
        """The hits that prove to be the title's own; else the only one that can be.

        A name and the year before prove nothing of a page at a guessed address. A search looks
        through all articles: that no other film has the name is what is missing there.
        """
        of_kind = [
            (hit, verify(hit, known))
            for hit in hits
            # Without a year a name alone would have to do, and names are shared.
            if hit.kind == known.kind and hit.year is not None
        ]
        free = [(hit, said) for hit, said in of_kind if not self._is_claimed(hit)]
        own = [hit for hit, said in free if said.status == "accepted"]
        if own:
            return [hit for hit in own if hit.year == known.year] or own
        namesakes = [hit for hit, said in of_kind if said.evidence.name == "same"]
        return [hit for hit, said in free if namesakes == [hit] and _speaks_for_it(said.evidence)]

    def _is_claimed(self, hit: SourceRecord) -> bool:
        return article_key(hit.source_id) in self.claimed


def _speaks_for_it(evidence: Evidence) -> bool:
    """Same name and kind, years next to each other, and nothing that speaks against it."""
    return (
        evidence.name == "same"
        and evidence.kind == "agrees"
        and evidence.year_difference in (-1, 0, 1)
        and evidence.people == "unknown"
        and not evidence.rivals
    )


def _named(hit: SourceRecord, title_id: str) -> SourceRecord:
    article = replace(hit.article, abstract=None) if hit.article else None
    return replace(
        hit,
        source=WIKIPEDIA_SEARCH.name,
        parser_version=WIKIPEDIA_SEARCH.parser_version,
        title_id=title_id,
        article=article,
    )


WIKIPEDIA_SEARCH = Source(
    name="wikipedia_search",
    hosts=("api.wikimedia.org",),
    requests_per_second=WIKIPEDIA.requests_per_second,
    asks_robots=WIKIPEDIA.asks_robots,
    # An article is written once in a title's life: looking again is for the patient.
    max_age_days=90.0,
    rights=WIKIPEDIA.rights,
    parser_version="wikipedia_search-1",
    read=read,
)
