"""Asset `link_decisions`: people's words on links as the crosswalk heeds them. No rule is here."""

from __future__ import annotations

from movie_assets import policies
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.redirects import SOURCE_REDIRECTS, follow
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.crosswalk.human import HUMAN_RULE, standing_sql, undecided_sql
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.model.operation_rows import LinkDecision
from movie_assets.resources.lake import dataset

HUMAN_LINKS = dataset("human_link")
_WORDS = dataset("link_decision")


def link_decisions(step: Step) -> None:
    """What people said of links that stands today: the newest word, under the ids of today."""
    lake = step.work.lake
    said = step.work.link_decisions()
    inputs = step.inputs(
        (SOURCE_REDIRECTS, [NO_PARTITION]), (SPINE, BUCKET_PARTITIONS), also=repr(said)
    )
    if step.is_current(NO_PARTITION, inputs):
        return
    step.empty("said", _WORDS)
    step.insert("said", LinkDecision, said)
    follow(step)
    step.views(spine=lake.scan(SPINE, BUCKET_PARTITIONS))
    step.write(HUMAN_LINKS, NO_PARTITION, standing_sql(), inputs)
    step.notes["words"] = len(said)


def heed(step: Step, candidates: str) -> None:
    """Name `candidates` what is left for the rules to decide, `everyone` and `human` the rest.

    Source: `candidates` is a relation of contract crosswalk_candidate over every title.
    """
    step.views(everyone=candidates, human=step.work.lake.scan(HUMAN_LINKS, [NO_PARTITION]))
    step.views(candidates=f"({undecided_sql()})")


assets = [
    lake_asset(
        link_decisions,
        group="crosswalk",
        outputs=[HUMAN_LINKS],
        deps=["title_spine", "id_redirects"],
        partitions=None,
        code_version=HUMAN_RULE,
        automation=policies.BY_SCHEDULE,
    )
]
