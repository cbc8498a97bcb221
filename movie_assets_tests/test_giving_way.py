"""A lane leaves its host to a popular run that waits for it, and to nobody else."""

import uuid

import dagster as dg
import pytest
from universe_lanes import bench_at

from movie_assets import policies
from movie_assets.assets.giving_way import GivingWay, is_at_work
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import Step

HOST = "www.example.org"


@pytest.fixture(scope="module")
def instance():
    with dg.instance_for_test(overrides={"concurrency": {"pools": {"default_limit": 1}}}) as made:
        made.event_log_storage.set_concurrency_slots(HOST, 1)
        yield made


def waits(instance: dg.DagsterInstance, lane: str, status: str = "STARTED") -> dg.DagsterRun:
    """A run of a lane stands at the host's pool, behind whoever holds it."""
    run = dg.DagsterRun(
        job_name="a",
        run_id=str(uuid.uuid4()),
        status=dg.DagsterRunStatus[status],
        tags={policies.LANE_TAG: lane},
    )
    instance.add_run(run)
    instance.event_log_storage.claim_concurrency_slot(HOST, run.run_id, "step")
    return run


def is_wanted(instance: dg.DagsterInstance, folder, lane: str) -> bool:
    """Whether a step of a lane's run is to leave its host."""
    found: list[bool] = []

    @dg.asset
    def asks(context: dg.AssetExecutionContext) -> None:
        work = bench_at({}, folder)
        with work.compute() as con:
            step = Step(context, work, con, [SPINE])
            found.append(GivingWay(step, HOST, _next_look=0).is_wanted())

    dg.materialize([asks], instance=instance, tags={policies.LANE_TAG: lane})
    return found[0]


def test_only_a_popular_run_that_waits_has_a_lane_leave_its_host(instance, tmp_path):
    assert not is_wanted(instance, tmp_path, policies.COMPLETENESS)
    waits(instance, policies.COMPLETENESS)  # takes the slot
    waits(instance, policies.COMPLETENESS)
    waits(instance, policies.POPULAR, "FAILURE")
    assert not is_wanted(instance, tmp_path, policies.COMPLETENESS)
    popular = waits(instance, policies.POPULAR)
    assert is_wanted(instance, tmp_path, policies.COMPLETENESS)
    assert is_wanted(instance, tmp_path, policies.LISTED)
    assert not is_wanted(instance, tmp_path, policies.POPULAR)
    assert is_at_work(instance, popular.run_id)
    instance.event_log_storage.free_concurrency_slots_for_run(popular.run_id)
    assert not is_wanted(instance, tmp_path, policies.COMPLETENESS)


def test_a_lane_leaves_its_host_to_listed_titles_and_people_leave_it_to_nobody(instance, tmp_path):
    waits(instance, policies.COMPLETENESS)  # takes the slot
    listed = waits(instance, policies.LISTED)
    assert is_wanted(instance, tmp_path, policies.COMPLETENESS)
    assert not is_wanted(instance, tmp_path, policies.LISTED)
    assert not is_wanted(instance, tmp_path, policies.POPULAR)
    instance.event_log_storage.free_concurrency_slots_for_run(listed.run_id)


def test_a_run_nobody_knows_is_over():
    with dg.DagsterInstance.ephemeral() as instance:
        assert not is_at_work(instance, "run")
