"""A lake of a few titles, each with a planted keyword, and a language model that keeps a till."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from universe_lanes import START, bench_at, materialise, rows

from movie_assets.assets import dna, dna_answers
from movie_assets.assets.titles import TITLES
from movie_assets.dna.spending import Prices
from movie_assets.model.contract import table_of
from movie_assets.model.ids import BUCKET_PARTITIONS, partition_of
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.title_rows import PopularityDay, Title
from movie_assets.resources.lake import dataset
from movie_assets.resources.llm import ChatModel
from movie_assets.resources.workbench import Workbench
from movie_assets.universe.http_io import Connection
from movie_assets.universe.messages import Request
from movie_assets.universe.server import UniverseServer

BUCKET = "movie-01"
NUMBERS = [n for n in range(1, 700) if partition_of(f"movie/{n}", "movie") == BUCKET]
_KEYWORDS = ("murder", "heist", "vampire", "time travel", "road trip")
PRICES = Prices(1.0, 4.0)


class Till(UniverseServer):
    """The universe's model, which writes down what it charges, and may kill who asks.

    A question that comes again with the same Idempotency-Key is charged once.
    """

    def __init__(self) -> None:
        super().__init__(full_pages=False)
        self.charged: Counter[str] = Counter()  # title_id -> answers charged for
        self.asked: list[tuple[str, ...]] = []  # the titles of each question
        self.keys: set[str] = set()
        self.kill_at: int | None = None
        self.victim: int | None = None

    def respond(self, connection: Connection, request: Request) -> bool:
        if request.path == "/v1/chat/completions":
            self._ring_up(request)
        return super().respond(connection, request)

    def _ring_up(self, request: Request) -> None:
        titles = json.loads(json.loads(request.body)["messages"][1]["content"])["titles"]
        self.asked.append(tuple(one["title_id"] for one in titles))
        key = request.headers["idempotency-key"]
        if key not in self.keys:
            self.keys.add(key)
            self.charged.update(self.asked[-1])
        if self.victim and len(self.asked) == self.kill_at:
            os.kill(self.victim, signal.SIGKILL)

    def empty(self) -> None:
        """Forget everything."""
        self.faults.clear()
        self.charged.clear()
        self.asked.clear()
        self.keys.clear()
        self.kill_at = self.victim = None


def planted(number: int) -> str:
    """What only this title's facts say."""
    return f"planted {number}"


def title(number: int, **more: Any) -> Title:
    given: dict[str, Any] = {
        "title_id": f"movie/{number}", "kind": "movie", "title": f"Film {number}",
        "year": 1950 + number % 70,
        "keywords": (_KEYWORDS[number % len(_KEYWORDS)], planted(number)),
        "provenance": "{}", "conflicts": "{}", "first_seen": START.date(),
    }  # fmt: skip
    return Title(**{**given, **more})


def fill(folder: Path, titles: Sequence[Title]) -> Workbench:
    """A lake that knows these titles, the first one the most popular."""
    work = bench_at({}, folder)
    popular = [
        PopularityDay(title_id=one.title_id, day=START.date(), popularity=float(900 - place))
        for place, one in enumerate(titles)
    ]
    for ds, row, given in (
        (TITLES, Title, titles),
        (dataset("popularity_daily"), PopularityDay, popular),
    ):
        work.lake.write_table(ds, BUCKET, arrow_table(table_of(row), given), "data")
    return work


def chat_of(base_url: str, **changes: Any) -> ChatModel:
    """The universe's model, cheap enough for every test unless they say otherwise."""
    plain = ChatModel(
        api_key="any", base_url=f"{base_url}/v1", model="gpt-test", prices=PRICES,
        usd_a_day=100.0, prompts_a_day=1_000, timeout_s=20.0, wait=lambda _: None,
    )  # fmt: skip
    return replace(plain, **changes)


def ask(work: Workbench, chat: ChatModel | None) -> dict[str, Any]:
    """Materialise `dna_answers`; its metadata."""
    return materialise(replace(work, chat=chat), dna_answers.assets, "dna_answers")


def tell(work: Workbench) -> None:
    """Materialise `title_dna` of the bucket."""
    materialise(work, dna.assets, "title_dna", BUCKET)


def answers(work: Workbench) -> dict[str, tuple[str, str | None]]:
    """title_id -> outcome and item."""
    scan = work.lake.scan(dna_answers.ANSWERS, ["all"])
    return {row[0]: row[1:] for row in rows(work, scan, "title_id, outcome, told")}


def calls(work: Workbench) -> list[tuple[Any, ...]]:
    """outcome, is_repair, cost_usd, reserved_usd, day, of every question."""
    scan = work.lake.scan(dna_answers.CALLS, ["all"])
    return rows(work, scan, 'outcome, is_repair, cost_usd, reserved_usd, "at"::DATE')


def tags(work: Workbench) -> list[tuple[str, str, str]]:
    """title_id, label, model of every tag."""
    return rows(work, work.lake.scan(dna.TAGS, list(BUCKET_PARTITIONS)), "title_id, label, model")


def strangers(work: Workbench) -> list[tuple[str, str]]:
    """Accepted DNA that speaks of another title than its own, or not of its own."""
    wrong = []
    for title_id, (outcome, told) in answers(work).items():
        if outcome != "accepted":
            continue
        labels = {tag["label"] for tag in json.loads(told or "")["tags"]}
        found = {label for label in labels if label.startswith("planted")}
        if found != {planted(int(title_id.partition("/")[2]))}:
            wrong.append((title_id, ", ".join(sorted(found))))
    return wrong
