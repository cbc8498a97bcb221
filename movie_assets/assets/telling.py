"""How a language model is asked about titles: budget, journal, ledger, one repair. No Dagster.

A question is written down before it is sent and its answer before it is read, each on the disk;
everything else is worked out from those two. So a kill at any moment costs at most the one answer
that was under way, and that one counts as paid for in full.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from movie_assets.assets.questions import Put, key_of, paired, row_of
from movie_assets.dna.checking import Reading, read_reply
from movie_assets.dna.facts import TitleFacts
from movie_assets.dna.prompt import Question, messages, question
from movie_assets.dna.replies import PROMPT_HASH, SCHEMA, ItemSaid
from movie_assets.dna.spending import Budget
from movie_assets.dna.taxonomy import VERSION
from movie_assets.model.dna_rows import DnaAnswer, ModelCall
from movie_assets.model.source_rows import Answer
from movie_assets.resources.answers_journal import Journal
from movie_assets.resources.llm_outcomes import FREE, STOPPERS, Said

if TYPE_CHECKING:  # openai takes 21 MB, which a step without it does not have to spend
    from movie_assets.resources.llm import ChatModel

# Five titles share the price of the instructions, which are as long as the facts of four.
TITLES_A_CALL: Final = 5
# What is said of a title takes about 1,500 tokens; a model that thinks first needs as many again.
TOKENS_A_TITLE: Final = 4_000
# Three questions in a row that nobody answered: the service is down, or too slow to be waited for.
MOST_SILENT: Final = 3
# A step ends after this long and the next tick goes on.
STEP_SECONDS: Final = 600.0
_SCHEMA_TEXT: Final = json.dumps(SCHEMA)
_COUNTS_AS_TOLD: Final = frozenset({"answered", "cut_off", "refused", "malformed"})
_TRIES: Final = 2


@dataclass
class Telling:
    """One step's questions to one model, and what came of them.

    Attributes:
        budget: what is left of the day; calls found unread are charged to it as well.
        known: request ids there are by now; a question asked again gets another.
        calls: the ledger's lines of this step.
        told: title_id -> what this step was told of it.
        held: the same of steps before, as far as their titles come up.
        stopped_by: why nothing more is asked in this step.
    """

    chat: ChatModel
    journal: Journal
    budget: Budget
    at: dt.datetime
    run_id: str
    known: set[str] = field(default_factory=set[str])
    calls: list[ModelCall] = field(default_factory=list[ModelCall])
    told: dict[str, DnaAnswer] = field(default_factory=dict[str, DnaAnswer])
    held: dict[str, DnaAnswer] = field(default_factory=dict[str, DnaAnswer])
    stopped_by: str | None = None
    silent: int = 0
    deadline: float = field(default_factory=lambda: time.monotonic() + STEP_SECONDS)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is asked in this step."""
        return self.stopped_by is not None or time.monotonic() > self.deadline

    def tell(self, batch: Sequence[TitleFacts]) -> None:
        """Ask about some titles together; those whose item cannot be taken are asked once more."""
        asked = question(batch)
        earlier = {
            one: told.problem or "it was refused"
            for one in asked.titles
            if (told := self.last(one)) and is_to_repair(told, self.chat.model, asked.hashes[one])
        }
        fresh = asked.only(asked.titles.keys() - earlier.keys())
        reading = self._ask(fresh, {}) if fresh.titles else None
        again = earlier | (reading.refused if reading else {})
        # What spoils a whole answer may come from one title: alone, it spoils no other's.
        together = reading is None or reading.whole
        groups = [list(again)] if together else [[one] for one in again]
        for group in groups:
            if group:
                self._ask(asked.only(group), {one: again[one] for one in group})

    def last(self, title_id: str) -> DnaAnswer | None:
        """What was last said of a title."""
        return self.told.get(title_id) or self.held.get(title_id)

    def _ask(self, asked: Question, problems: Mapping[str, str]) -> Reading | None:
        """Put one question within the budget; None when it was not put, or not answered."""
        sent = messages(asked, problems)
        most = TOKENS_A_TITLE * len(asked.titles)
        worst = self.chat.prices.worst(sent, _SCHEMA_TEXT, most)
        if self.is_over:
            return None
        if not self.budget.reserve(worst):
            self.stopped_by = "the day's budget"
            return None
        key = key_of(self.chat.model, asked, problems)
        put = Put(self._numbered(key), self.chat.model, PROMPT_HASH, VERSION, asked, bool(problems),
                  worst, self.at, self.run_id)  # fmt: skip
        self._keep(row_of("question", put, put.to_json(), self.chat.base_url))
        said = self.chat.ask(sent, SCHEMA, most_tokens=most, key=key)
        self._keep(row_of("answer", put, said.to_json(), self.chat.base_url))
        return self.settle(put, said)

    def _numbered(self, key: str) -> str:
        names = (key if number == 1 else f"{key}/{number}" for number in range(1, 1_000_000))
        name = next(name for name in names if name not in self.known)
        self.known.add(name)
        return name

    def _keep(self, half: Answer) -> None:
        self.journal.append(half)
        self.journal.sync()

    def settle(self, put: Put, said: Said | None) -> Reading | None:
        """Write a question's line of the ledger, and read its answer; None: it never came."""
        self.known.add(put.request_id)
        call = _call(put, said, self.chat)
        self.calls.append(call)
        self.budget.settle(put.worst, call.cost_usd)
        self._heed(call.outcome)
        if said is None or said.outcome not in _COUNTS_AS_TOLD:
            return None
        reading = _read(put.asked, said)
        for title_id in put.asked.titles:
            self.told[title_id] = self._answer(put, call, reading, title_id)
        return reading

    def _heed(self, outcome: str) -> None:
        self.silent = self.silent + 1 if outcome == "unreachable" else 0
        if outcome in STOPPERS or self.silent == MOST_SILENT:
            self.stopped_by = self.stopped_by or outcome

    def _answer(self, put: Put, call: ModelCall, reading: Reading, title_id: str) -> DnaAnswer:
        before = self.last(title_id) if put.is_repair else None
        said = reading.accepted.get(title_id)
        outcome = "accepted" if said else "refused" if title_id in reading.refused else "unknown"
        share = call.cost_usd / len(put.asked.titles)
        return DnaAnswer(
            title_id=title_id,
            facts_hash=put.asked.hashes[title_id],
            model=put.model,
            prompt_hash=put.prompt_hash,
            taxonomy_version=put.taxonomy_version,
            outcome=outcome,
            tries=1 + put.is_repair,
            told=said.model_dump_json() if said else None,
            facts=json.dumps(_cited(said, put.asked.facts[title_id])) if said else None,
            problem=reading.refused.get(title_id),
            cost_usd=round(share + (before.cost_usd if before else 0.0), 10),
            request_id=put.request_id,
            at=put.at,
        )

    def reread(self, kept: Iterable[tuple[str, bytes]]) -> None:
        """Take in questions and answers that a killed step left, as (url, packed body)."""
        found = [one for one in paired(kept) if one[0].request_id not in self.known]
        # A repair is read after what it repairs.
        for put, said in sorted(found, key=lambda one: (one[0].at, one[0].is_repair)):
            if put.at.date() == self.at.date():
                self.budget.asked += 1
                self.budget.spent += put.worst
                self.settle(put, said)
            else:  # another day's money
                with _untouched(self.budget):
                    self.settle(put, said)
        # That a service was down for the killed step says nothing of now.
        self.stopped_by, self.silent = None, 0


def is_current(told: DnaAnswer, model: str, facts_hash: str) -> bool:
    """Whether what was said of a title is of this model, prompt, taxonomy and these facts."""
    now = (model, PROMPT_HASH, VERSION, facts_hash)
    return (told.model, told.prompt_hash, told.taxonomy_version, told.facts_hash) == now


def is_to_repair(told: DnaAnswer, model: str, facts_hash: str) -> bool:
    """Whether an answer was refused whose one repair is still to come."""
    is_first = told.outcome == "refused" and told.tries < _TRIES
    return is_first and is_current(told, model, facts_hash)


def is_due(told: DnaAnswer | None, model: str, facts_hash: str) -> bool:
    """Whether a title has to be asked about."""
    if told is None or not is_current(told, model, facts_hash):
        return True
    return is_to_repair(told, model, facts_hash)


def _call(put: Put, said: Said | None, chat: ChatModel) -> ModelCall:
    return ModelCall(
        request_id=put.request_id,
        model=put.model,
        prompt_hash=put.prompt_hash,
        taxonomy_version=put.taxonomy_version,
        title_ids=tuple(put.asked.titles),
        is_repair=put.is_repair,
        outcome=said.outcome if said else "lost",
        error=said.error if said else "the run was killed before an answer came",
        tokens_in=said.tokens_in if said else None,
        tokens_out=said.tokens_out if said else None,
        reserved_usd=put.worst,
        cost_usd=_cost(put, said, chat),
        at=put.at,
        run_id=put.run_id,
    )


def _cost(put: Put, said: Said | None, chat: ChatModel) -> float:
    if said is not None and said.outcome in FREE:
        return 0.0
    if said is None or said.tokens_in is None or said.tokens_out is None:
        return put.worst
    return chat.prices.cost(said.tokens_in, said.tokens_out)


def _read(asked: Question, said: Said) -> Reading:
    if said.outcome == "answered":
        return read_reply(said.text, asked)
    why = {
        "refused": "the model refused to answer",
        "cut_off": "the answer was cut off: say less of each title",
        "malformed": "the answer was no chat completion",
    }[said.outcome]
    return Reading(refused=dict.fromkeys(asked.titles, why), whole=False)


def _cited(said: ItemSaid, facts: Mapping[int, str]) -> dict[int, str]:
    return {number: facts[number] for tag in said.tags for number in tag.facts}


@contextlib.contextmanager
def _untouched(budget: Budget) -> Iterator[None]:
    spent = budget.spent
    try:
        yield
    finally:
        budget.spent = spent


def outcomes_of(telling: Telling) -> dict[str, Any]:
    """What the materialisation says of the step's questions."""
    answers = Counter(one.outcome for one in telling.told.values())
    return {
        "prompts": len(telling.calls),
        "prompt_outcomes": dict(Counter(one.outcome for one in telling.calls)),
        "titles_told": dict(answers),
        "spent_usd_today": round(telling.budget.spent, 6),
        "lane_stopped_by": telling.stopped_by or "",
    }
