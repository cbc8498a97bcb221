"""What a walk has met so far: addresses, verdicts, other titles' pages. Where to go is `walks`'."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from movie_assets.model.outcomes import Outcome
from movie_assets.model.source_rows import PageAsked, SourceRecord
from movie_assets.sources.base import Fetched
from movie_assets.sources.candidates import Candidate
from movie_assets.sources.known_titles import KnownTitle
from movie_assets.sources.verification import Verdict


@dataclass
class Trail:
    """One title's walk through one source."""

    source: str
    known: KnownTitle
    stopped_by: Outcome | None = None
    met_others: bool = False
    last: Fetched | None = None
    pages: dict[str, PageAsked] = field(default_factory=dict[str, PageAsked])
    others: dict[str, SourceRecord] = field(default_factory=dict[str, SourceRecord])
    _met: set[str] = field(default_factory=set[str])

    @property
    def title_id(self) -> str:
        """The title that is looked for."""
        return self.known.title_id

    def knows(self, source_id: str) -> bool:
        """Whether the page was met: none of the sites tells capitals apart."""
        return source_id.lower() in self._met

    def stop(self, outcome: Outcome) -> None:
        """End the walk: the source says something of itself, not of the title."""
        self.stopped_by = outcome

    def told(
        self,
        asked: Candidate,
        fetched: Fetched,
        outcome: Outcome,
        *,
        page: SourceRecord | None = None,
        verdict: Verdict | None = None,
    ) -> None:
        """Keep what an address told, and another title's page under its own id."""
        accepted = verdict is not None and verdict.status == "accepted"
        self._met.add(asked.source_id.lower())
        self.met_others = self.met_others or (page is not None and not accepted)
        self.met_others = self.met_others or outcome is Outcome.WRONG_TITLE
        self.pages[asked.source_id] = PageAsked(
            source=self.source,
            title_id=self.title_id,
            source_id=asked.source_id,
            url=asked.url,
            reason=asked.reason,
            outcome=outcome,
            page_source_id=page.source_id if page else None,
            status=verdict.status if verdict else None,
            evidence=verdict.to_json() if verdict else None,
            answer_id=fetched.answer_id,
            requested_at=fetched.requested_at,
        )
        if page is not None and page.source_id:
            self._met.add(page.source_id.lower())
            if not accepted:
                its_own = f"{self.source}/{page.source_id}"
                self.others[its_own] = replace(page, title_id=its_own)
