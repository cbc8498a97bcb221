"""The language model's way to DNA, over real HTTP: whatever it does, DNA is its own title's.

Every title has a planted keyword that only its own facts hold, and the universe's model makes a tag
of it: so the DNA that came back tells whose it is.
"""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from dna_place import (
    NUMBERS,
    PRICES,
    Till,
    answers,
    ask,
    calls,
    chat_of,
    fill,
    strangers,
    tags,
    tell,
    title,
)
from universe_lanes import at

from movie_assets.assets.telling import TITLES_A_CALL
from movie_assets.dna import tagger
from movie_assets.resources.workbench import Workbench
from movie_assets.universe.openai_dna import TWISTS
from movie_assets_tests.dna_process import ask_until_killed
from movie_assets_tests.forks import FORKS

FEW = NUMBERS[:7]  # a call of five and one of two
MODEL = "gpt-test"


@pytest.fixture(scope="module")
def running() -> Iterator[Till]:
    server = Till()
    with server:
        yield server


@pytest.fixture
def till(running: Till) -> Till:
    running.empty()
    return running


@pytest.fixture
def work(tmp_path) -> Workbench:
    return fill(tmp_path, [title(number) for number in FEW])


def base(till: Till) -> str:
    return till.base_urls["api.openai.com"]


def every(outcome: str) -> dict[str, str]:
    return {f"movie/{number}": outcome for number in FEW}


def outcomes(work: Workbench) -> dict[str, str]:
    return {title_id: one[0] for title_id, one in answers(work).items()}


def test_without_a_model_nothing_is_asked_and_the_rules_tell(till: Till, work: Workbench) -> None:
    ask(work, None)
    tell(work)
    assert till.asked == []
    assert {model for *_, model in tags(work)} == {tagger.MODEL}
    assert {title_id for title_id, *_ in tags(work)} == set(every(""))


def test_the_most_popular_are_asked_first_and_once(till: Till, work: Workbench) -> None:
    told = ask(work, chat_of(base(till)))
    ids = [f"movie/{number}" for number in FEW]
    assert till.asked == [tuple(ids[:TITLES_A_CALL]), tuple(ids[TITLES_A_CALL:])]
    assert outcomes(work) == every("accepted")
    assert strangers(work) == []
    assert told["prompts"] == 2
    tell(work)
    assert {model for *_, model in tags(work)} == {MODEL}
    ask(work, chat_of(base(till)))
    assert len(till.asked) == 2


def test_cost_is_the_tokens_of_the_answer(till: Till, work: Workbench) -> None:
    spent = ask(work, chat_of(base(till)))["spent_usd_today"]
    (first, second) = calls(work)
    assert {first[0], second[0]} == {"answered"}
    assert spent == pytest.approx(first[2] + second[2], abs=1e-6)
    assert 0 < first[2] < first[3]
    # 4,000 tokens a title may be written; those alone cost this much
    assert max(first[3], second[3]) > PRICES.cost(0, 20_000)


def test_only_what_changed_is_asked_again(till: Till, tmp_path) -> None:
    work = fill(tmp_path, [title(number) for number in FEW])
    ask(work, chat_of(base(till)))
    changed = [title(n, keywords=("haunted house", f"planted {n}")) for n in FEW[:1]]
    fill(tmp_path, [*changed, *(title(number) for number in FEW[1:])])
    ask(work, chat_of(base(till)))
    assert till.asked[2:] == [(f"movie/{FEW[0]}",)]
    ask(work, chat_of(base(till), model="gpt-other"))
    assert len(till.asked) == 5  # all seven, by two calls: another model


@pytest.mark.parametrize("kind", sorted({*TWISTS, "malformed_json", "cut_off", "refusal"}))
def test_a_wrong_answer_is_mended_by_one_repair(till: Till, work: Workbench, kind: str) -> None:
    till.faults.add(kind, "chat", times=1)
    ask(work, chat_of(base(till)))
    assert outcomes(work) == every("accepted")
    assert strangers(work) == []
    repairs = [call for call in calls(work) if call[1]]
    # what spoils a whole answer is asked title by title; an item too many spoils none
    whole = {"malformed_json": 5, "cut_off": 5, "refusal": 5, "extra_item": 0}
    assert len(repairs) == whole.get(kind, 1)


@pytest.mark.parametrize("kind", ["swapped_items", "swapped_ids", "malformed_json", "refusal"])
def test_a_model_that_is_always_wrong_tells_nothing_and_loses_nobody(
    till: Till, work: Workbench, kind: str
) -> None:
    till.faults.add(kind, "chat")
    ask(work, chat_of(base(till)))
    ask(work, chat_of(base(till)))
    told = outcomes(work)
    assert set(told) == set(every(""))
    # two titles alone in a call cannot be mixed up with anybody
    assert strangers(work) == []
    assert max(till.charged.values()) == 2  # a question and its repair, then no more
    tell(work)
    assert {title_id for title_id, *_ in tags(work)} == set(every(""))


def test_nothing_to_say_is_an_honest_answer(till: Till, tmp_path) -> None:
    work = fill(tmp_path, [title(FEW[0], keywords=()), title(FEW[1])])
    ask(work, chat_of(base(till)))
    assert outcomes(work) == {f"movie/{FEW[0]}": "unknown", f"movie/{FEW[1]}": "accepted"}


def test_a_short_wait_is_waited_for_and_a_long_one_ends_the_lane(
    till: Till, work: Workbench
) -> None:
    waits: list[float] = []
    till.faults.add("rate_limit", "chat", times=1, seconds=7)
    ask(work, chat_of(base(till), wait=waits.append))
    assert waits == [7.0]
    assert outcomes(work) == every("accepted")
    till.empty()
    till.faults.add("rate_limit", "chat", times=1, seconds=3_600)
    told = ask(work, chat_of(base(till), model="gpt-other"))
    assert told["lane_stopped_by"] == "rate_limited"
    assert [call[2] for call in calls(work) if call[0] == "rate_limited"] == [0.0]
    assert outcomes(work) == every("accepted")  # by the model before: nothing is lost
    told = ask(work, chat_of(base(till), model="gpt-other"))
    assert told["lane_stopped_by"] == ""


@pytest.mark.parametrize("kind", ["slow", "dropped", "truncated", "server_error"])
def test_an_answer_that_never_comes_counts_in_full(till: Till, work: Workbench, kind: str) -> None:
    till.faults.add(kind, "chat", times=1, seconds=3)
    ask(work, chat_of(base(till), timeout_s=1.0))
    [lost] = [call for call in calls(work) if call[0] == "unreachable"]
    assert lost[2] == lost[3]
    ask(work, chat_of(base(till)))
    assert outcomes(work) == every("accepted")
    assert strangers(work) == []


def test_the_days_money_and_prompts_are_never_exceeded(till: Till, tmp_path) -> None:
    ten = [title(number) for number in NUMBERS[:10]]
    probe = fill(tmp_path / "probe", ten)
    ask(probe, chat_of(base(till)))
    worst = max(call[3] for call in calls(probe))
    assert min(call[2] for call in calls(probe)) > 0.001
    till.empty()
    work = fill(tmp_path / "home", ten)
    # After the first call's few tenths of a cent the second one's worst case does not fit.
    dear = chat_of(base(till), usd_a_day=worst + 0.001)
    assert ask(work, dear)["lane_stopped_by"] == "the day's budget"
    assert len(till.asked) == 1
    assert ask(work, dear)["lane_stopped_by"] == "the day's budget"
    assert len(till.asked) == 1
    ask(work, chat_of(base(till), prompts_a_day=1))
    assert len(till.asked) == 1  # the day's one prompt is gone
    ask(at(work, 1), chat_of(base(till), prompts_a_day=1))
    assert len(till.asked) == 2
    assert set(outcomes(work).values()) == {"accepted"}
    assert len(outcomes(work)) == 10


def test_nothing_is_paid_for_twice_after_a_crash(till: Till, tmp_path) -> None:
    numbers = NUMBERS[:18]
    work = fill(tmp_path, [title(number) for number in numbers])
    till.kill_at = 3
    process = FORKS.Process(target=ask_until_killed, args=(base(till), tmp_path))
    process.start()
    till.victim = process.pid
    process.join(120)
    assert process.exitcode == -9
    assert len(till.asked) == 3
    assert answers(work) == {}
    till.kill_at = None
    ask(work, chat_of(base(till)))
    assert set(outcomes(work).values()) == {"accepted"}
    assert len(outcomes(work)) == len(numbers)
    assert strangers(work) == []
    # the first two answers were on the disk; the third came to nobody, and its key came again
    assert set(till.charged.values()) == {1}
    assert Counter(call[0] for call in calls(work)) == {"answered": 4, "lost": 1}
    [lost] = [call for call in calls(work) if call[0] == "lost"]
    assert lost[2] == lost[3]


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_goes_wrong_in_whatever_order(till: Till, tmp_path, seed: int) -> None:
    """All faults at random over some days: the laws hold on each of them."""
    dice = random.Random(seed)
    numbers = NUMBERS[:23]
    work = fill(tmp_path, [title(number) for number in numbers])
    kinds = [*TWISTS, "malformed_json", "cut_off", "refusal", "dropped", "server_error"]
    chat = chat_of(base(till), prompts_a_day=12, usd_a_day=1.5)
    for day in range(6):
        till.faults.clear()
        for kind in dice.sample(kinds, 4):
            till.faults.add(kind, "chat", times=dice.randint(1, 2))
        if dice.random() < 0.5:
            till.faults.add("rate_limit", "chat", times=1, seconds=dice.choice([1, 3_600]))
        ask(at(work, day), chat)
        spent = Counter[object]()
        prompts = Counter(call[4] for call in calls(work))
        for *_, cost, _, when in calls(work):
            spent[when] += cost
        assert max(spent.values()) <= 1.5
        assert max(prompts.values()) <= 12
        assert strangers(work) == []
    tell(work)
    assert {title_id for title_id, *_ in tags(work)} == {f"movie/{number}" for number in numbers}
    # a question, its repair, and again for each answer that never came
    silent = sum(call[0] == "unreachable" for call in calls(work))
    assert max(till.charged.values()) <= 2 + silent
