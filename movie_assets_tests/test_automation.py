"""What changed data asks for: what follows from it, once, and of `hot` only `hot`."""

from collections.abc import Sequence

import dagster as dg
import pytest
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluationTargetMaterializationData,
)
from dagster._core.events import StepMaterializationData

from movie_assets import policies
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT

CHECK = dg.AssetCheckKey(dg.AssetKey("crosswalk"), "one_title_for_each_record")


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    from movie_assets.definitions import defs  # noqa: PLC0415 - 5 s, and only for these tests

    return defs


class Books:
    """Dagster's books in which everything was made once, and the automation that reads them."""

    def __init__(self, definitions: dg.Definitions, instance: dg.DagsterInstance) -> None:
        self.definitions, self.instance = definitions, instance
        self.graph = definitions.resolve_asset_graph()
        self.cursor = None
        for key in self.graph.toposorted_asset_keys:
            self.made(key.to_user_string(), "1", partitions=self.partitions_of(key))

    def checked(self, check: dg.AssetCheckKey = CHECK, *, passed: bool) -> None:
        """A blocking check was made of what its asset is now: the crosswalk's own, or another."""
        (newest,) = self.instance.fetch_materializations(check.asset_key, limit=1).records
        self.instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(
                asset_key=check.asset_key,
                check_name=check.name,
                passed=passed,
                severity=dg.AssetCheckSeverity.ERROR,
                blocking=True,
                # Told by time, a check of the same second would not count (as SQLite keeps them).
                target_materialization_data=AssetCheckEvaluationTargetMaterializationData(
                    storage_id=newest.storage_id, run_id=newest.run_id, timestamp=newest.timestamp
                ),
            )
        )

    def partitions_of(self, key: dg.AssetKey) -> list[str | None]:
        partitions = self.graph.get(key).partitions_def
        if partitions == policies.TITLE_PARTITIONS:
            return [*BUCKET_PARTITIONS, HOT]
        return [] if partitions else [None]

    def made(
        self, name: str, version: str, partitions: Sequence[str | None], lane: str = "any"
    ) -> None:
        """An asset's partitions were made in a run of a lane, with data of a version."""
        tags = {policies.LANE_TAG: lane} | (
            {policies.HOT_RUN_TAG: "a"} if HOT in partitions else {}
        )
        run = dg.DagsterRun(job_name="a", status=dg.DagsterRunStatus.SUCCESS, tags=tags)
        self.instance.add_run(run)
        for partition in partitions:
            made = dg.AssetMaterialization(
                dg.AssetKey(name.split("/")),
                partition=partition,
                tags={"dagster/data_version": version},
            )
            event = dg.DagsterEvent(
                event_type_value=dg.DagsterEventType.ASSET_MATERIALIZATION.value,
                job_name="a",
                event_specific_data=StepMaterializationData(made, []),
            )
            self.instance.report_dagster_event(event, run_id=run.run_id)
        for check in self.graph.asset_check_keys if partitions else ():  # a run makes them, too
            if check.asset_key.path == name.split("/") and self.graph.get(check).blocking:
                self.checked(check, passed=True)

    def asked(self) -> dict[str, set[str | None]]:
        """One tick: which partitions of which assets it asks for."""
        found = dg.evaluate_automation_conditions(
            defs=self.definitions, instance=self.instance, cursor=self.cursor
        )
        self.cursor = found.cursor
        return {
            key.to_user_string(): set(wanted)
            for key in self.graph.get_all_asset_keys()
            if self.graph.get(key).automation_condition
            for wanted in [found.get_requested_partitions(key)]
            if wanted
        }


@pytest.fixture(scope="module")
def books(definitions):
    with dg.DagsterInstance.ephemeral() as instance:
        made = Books(definitions, instance)
        assert made.asked() == {}
        yield made


def test_nothing_changed_asks_for_nothing(books):
    assert books.asked() == {}
    books.made("tmdb_titles", "1", BUCKET_PARTITIONS)
    assert books.asked() == {}


def test_a_changed_lane_asks_once_for_all_its_buckets(books):
    books.made("metacritic_pages", "3", BUCKET_PARTITIONS)
    asked = books.asked()
    assert asked["metacritic_scores"] == set(BUCKET_PARTITIONS)
    assert asked["titles"] == set(BUCKET_PARTITIONS)
    assert {"id_redirects", "source_states"} <= set(asked)
    assert not {"dna_model", "record_matches", "catalogue_export"} & set(asked)
    assert books.asked() == {}


def test_a_changed_hot_partition_asks_once_and_for_hot_alone(books):
    books.made("tmdb_titles", "2", [HOT], policies.POPULAR)
    asked = books.asked()
    assert set().union(*asked.values()) == {HOT}
    assert {"crosswalk_candidates", "tmdb_scores", "titles"} <= set(asked)
    assert [books.asked(), books.asked()] == [{}, {}]


def test_a_hot_run_that_went_to_the_loads_leaves_nothing_to_ask_for(books):
    hot = [
        key.to_user_string()
        for key in books.graph.toposorted_asset_keys
        if books.graph.get(key).tags.get("partitions") == "titles"
    ]
    for name in hot:
        books.made(name, "of the hot run", [HOT], policies.POPULAR)
    books.checked(passed=True)
    assert books.asked() == {}


def test_a_blocking_check_that_failed_holds_back_what_is_below(books):
    books.made("crosswalk", "4", BUCKET_PARTITIONS)
    books.checked(passed=False)
    assert "titles" not in books.asked()
    books.checked(passed=True)
    assert books.asked()["titles"] >= set(BUCKET_PARTITIONS)
