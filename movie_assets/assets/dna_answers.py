"""Group `dna`: what a language model says of titles, where one is set. How it is asked: `telling`.

Without a model of its own nothing is asked, and DNA is the offline rules'.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import dagster as dg

from movie_assets.assets.crosswalk import EVERY_BUCKET
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.dna_facts import titles_facts
from movie_assets.assets.questions import SOURCE
from movie_assets.assets.spine import POPULARITY
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.assets.telling import TITLES_A_CALL, Telling, is_due, outcomes_of
from movie_assets.assets.titles import TITLES
from movie_assets.dna import taxonomy
from movie_assets.dna.checking import Origin, rows_of
from movie_assets.dna.facts import TitleFacts
from movie_assets.dna.prompt import facts_hash
from movie_assets.dna.replies import PROMPT_HASH, ItemSaid
from movie_assets.dna.spending import Budget
from movie_assets.model.dna_rows import DnaAnswer, ModelCall
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.model.title_rows import TitleDna, TitleFingerprint
from movie_assets.resources.answers_purge import alone
from movie_assets.resources.lake import dataset

if TYPE_CHECKING:  # openai takes 21 MB, which a step without it does not have to spend
    from movie_assets.resources.llm import ChatModel

ANSWERS: Final = dataset("dna_answer")
CALLS: Final = dataset("model_call")
# The most popular titles are asked about; these are looked through for those that are due.
MOST_TITLES: Final = 100_000
_LIGHT: Final = (
    "title_id, facts_hash, model, prompt_hash, taxonomy_version, outcome, tries, problem, "
    'cost_usd, request_id, "at"'
)


def dna_answers(step: Step) -> None:
    """A language model's answers on titles, and the ledger of what they cost; popular first."""
    chat = step.work.chat
    telling = _told(step, chat) if chat else None
    step.empty("calls", CALLS)
    step.empty("answers", ANSWERS)
    if telling:
        step.insert("calls", ModelCall, telling.calls)
        step.insert("answers", DnaAnswer, list(telling.told.values()))
        step.notes.update(outcomes_of(telling))
    for ds, new, key in ((ANSWERS, "answers", "title_id"), (CALLS, "calls", "request_id")):
        held = step.work.lake.scan(ds, [NO_PARTITION])
        query = f"FROM {new} UNION ALL BY NAME (FROM {held} AS held ANTI JOIN {new} USING ({key}))"
        step.write(ds, NO_PARTITION, query, step.inputs())


def _told(step: Step, chat: ChatModel) -> Telling:
    """Ask within what is left of the day; nobody else asks meanwhile, or the budget would slip."""
    work, run_id = step.work, step.context.run.run_id
    with (
        alone(work.answers.journals, f"{SOURCE}.asking"),
        work.answers.journal(SOURCE, NO_PARTITION, run_id) as journal,
    ):
        telling = Telling(chat, journal, _budget(step, chat), work.clock.at, run_id)
        telling.known.update(row[0] for row in _calls(step, "request_id"))
        telling.reread(_unread(step))
        for batch in _due(step, telling):
            telling.tell(batch)
            if telling.is_over:
                break
    return telling


def _calls(step: Step, columns: str) -> list[tuple[str, ...]]:
    scan = step.work.lake.scan(CALLS, [NO_PARTITION])
    return step.con.execute(f"SELECT {columns} FROM {scan}").fetchall()


def _budget(step: Step, chat: ChatModel) -> Budget:
    day = step.work.clock.day
    scan = step.work.lake.scan(CALLS, [NO_PARTITION])
    row = step.con.execute(
        f"SELECT coalesce(sum(cost_usd), 0), count(*) FROM {scan} "
        "WHERE (\"at\" AT TIME ZONE 'UTC')::DATE = $day",
        {"day": day},
    ).fetchone()
    assert row is not None
    return Budget(chat.usd_a_day, chat.prompts_a_day, spent=round(row[0], 10), asked=row[1])


def _unread(step: Step) -> Iterator[tuple[str, bytes]]:
    """Questions and answers that no ledger knows of: a step was killed after it had kept them."""
    store = step.work.answers
    known = step.work.lake.scan(CALLS, [NO_PARTITION])
    rows = step.con.execute(
        f"SELECT url, body_sha256 FROM {store.rows_sql(SOURCE)} "
        "WHERE split_part(split_part(url, '#', 2), '=', 2) NOT IN "
        f"(SELECT request_id FROM {known}) ORDER BY requested_at, url"
    ).fetchall()
    bodies = store.bodies(SOURCE, NO_PARTITION).of(sha256 for _, sha256 in rows)
    return ((url, bodies[sha256]) for url, sha256 in rows if sha256 in bodies)


def _due(step: Step, telling: Telling) -> Iterator[list[TitleFacts]]:
    """Titles to ask about, as many as one question takes, the most popular first."""
    for some in titles_facts(step, _by_popularity(step), "place"):
        telling.held = _held(step, [one.title_id for one in some])
        due = [
            one
            for one in some
            if is_due(telling.last(one.title_id), telling.chat.model, facts_hash(one))
        ]
        for start in range(0, len(due), TITLES_A_CALL):
            yield due[start : start + TITLES_A_CALL]


def _by_popularity(step: Step) -> str:
    """A relation of the most popular titles with their facts and their `place`.

    No temporary table: facts are read through a cursor of its own, which knows none of another.
    """
    lake = step.work.lake
    titles = lake.scan(TITLES, BUCKET_PARTITIONS)
    daily = lake.scan(POPULARITY)
    step.con.execute(
        "CREATE OR REPLACE TABLE places AS SELECT title_id, "
        "row_number() OVER (ORDER BY popularity DESC NULLS LAST, title_id) AS place "
        f"FROM (SELECT title_id FROM {titles}) LEFT JOIN (SELECT title_id, "
        f"arg_max(popularity, day) AS popularity FROM {daily} GROUP BY 1) USING (title_id) "
        f"QUALIFY place <= {MOST_TITLES}"
    )
    return f"(FROM {titles} JOIN places USING (title_id))"


def _held(step: Step, title_ids: Sequence[str]) -> dict[str, DnaAnswer]:
    """What was said of some titles before, but for the words."""
    scan = step.work.lake.scan(ANSWERS, [NO_PARTITION])
    rows = step.con.execute(
        f"SELECT {_LIGHT} FROM {scan} WHERE list_contains($ids, title_id)", {"ids": title_ids}
    ).fetchall()
    names = _LIGHT.replace('"', "").split(", ")
    return {row[0]: DnaAnswer(**dict(zip(names, row, strict=True))) for row in rows}


@dataclass(frozen=True)
class Told:
    """Accepted answers on a partition's titles.

    Attributes:
        version: of all of them together; "" where there is none, as without a model.
    """

    step: Step
    answers: str
    version: str

    def rows(
        self, titles: Sequence[TitleFacts]
    ) -> dict[str, tuple[list[TitleDna], TitleFingerprint]]:
        """The DNA of those titles a model told."""
        if not self.version:
            return {}
        found = self.step.con.execute(
            f"SELECT told, facts, model, prompt_hash, cost_usd FROM {self.answers} "
            "WHERE list_contains($ids, title_id)",
            {"ids": [one.title_id for one in titles]},
        ).fetchall()
        items = [(ItemSaid.model_validate_json(one[0], strict=True), one) for one in found]
        return {said.title_id: rows_of(said, _origin(*row[1:])) for said, row in items}


def _origin(facts: str, model: str, prompt_hash: str, cost_usd: float) -> Origin:
    numbered = {int(number): fact for number, fact in json.loads(facts).items()}
    return Origin(model=model, prompt_hash=prompt_hash, cost_usd=cost_usd, facts=numbered)


def told_of(step: Step, partition: str) -> Told:
    """What a model told of a partition's titles, in the words of today's taxonomy."""
    lake = step.work.lake
    answers = (
        f"(FROM {lake.scan(ANSWERS, [NO_PARTITION])} AS answer "
        f"SEMI JOIN {lake.scan(TITLES, [partition])} AS title USING (title_id) "
        f"WHERE outcome = 'accepted' AND taxonomy_version = '{taxonomy.VERSION}')"
    )
    row = step.con.execute(
        "SELECT coalesce(md5(string_agg(title_id || request_id, ',' ORDER BY title_id)), '') "
        f"FROM {answers}"
    ).fetchone()
    assert row is not None
    return Told(step, answers, row[0])


assets = [
    lake_asset(
        dna_answers,
        group="dna",
        outputs=[ANSWERS, CALLS],
        partitions=None,
        deps=[
            dg.AssetDep("titles", partition_mapping=EVERY_BUCKET),
            dg.AssetDep("popularity_daily", partition_mapping=EVERY_BUCKET),
        ],
        code_version=f"{PROMPT_HASH}/{taxonomy.VERSION}",
        kinds=frozenset({"openai", "parquet"}),
    ),
]
