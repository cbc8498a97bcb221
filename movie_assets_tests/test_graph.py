"""The asset graph as Dagster loads it: its direction, its pieces, and what every asset has."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from movie_assets import policies

PROJECT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
# The families whose partitions and freshness are promised, with the assets that are them.
FAMILIES = {
    "source score tables": ("tmdb_scores", "imdb_scores"),
    "crosswalk": ("crosswalk_candidates", "crosswalk"),
    "titles": ("titles", "title_scores"),
    "streaming offers": ("streaming_offers",),
    "DNA embeddings": ("title_dna", "dna_embeddings"),
}
VIEWS = {path.stem for path in (PROJECT / "dbt_project" / "models" / "served").glob("*.sql")}


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    """What workspace.yaml names."""
    from movie_assets.definitions import defs  # noqa: PLC0415 - 5 s, and only for these tests

    return defs


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions):
    """Its assets and the edges between them."""
    return definitions.resolve_asset_graph()


@pytest.fixture(scope="module")
def nodes(graph):
    """Every asset by its name."""
    return {key.to_user_string(): graph.get(key) for key in graph.get_all_asset_keys()}


def test_every_edge_goes_forward(graph, nodes):
    place = {group: number for number, group in enumerate(policies.FLOW)}
    back = [
        f"{parent.to_user_string()} -> {name}"
        for name, node in nodes.items()
        for parent in node.parent_keys
        if place[graph.get(parent).group_name] > place[node.group_name]
    ]
    assert back == []


def test_every_group_of_the_flow_has_assets(nodes):
    assert {node.group_name for node in nodes.values()} == set(policies.FLOW)


def test_the_lineage_is_one_piece(graph, nodes):
    first = next(iter(nodes.values())).key
    seen, todo = {first}, [first]
    while todo:
        node = graph.get(todo.pop())
        near = (node.parent_keys | node.child_keys) - seen
        seen |= near
        todo += near
    assert seen == graph.get_all_asset_keys()


def test_no_asset_reads_what_nobody_makes(nodes):
    assert [name for name, node in nodes.items() if not node.is_executable] == []


def test_every_served_view_is_in_the_lineage_below_a_load(graph, nodes):
    served = {f"served/{view}" for view in VIEWS}
    serving = {name for name, node in nodes.items() if node.group_name == "serving"}
    assert serving == served | {"catalogue_export"}
    assert {key.to_user_string() for key in nodes["catalogue_export"].parent_keys} > served
    for view in VIEWS:
        parents = nodes[f"served/{view}"].parent_keys
        groups = {graph.get(parent).group_name for parent in parents}
        assert groups <= {"catalogue", "serving"}, view
        assert parents, view


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_partitions_and_freshness(nodes, family):
    for name in FAMILIES[family]:
        assert nodes[name].partitions_def == policies.TITLE_PARTITIONS, name
        assert isinstance(nodes[name].freshness_policy, dg.FreshnessPolicy), name


def test_titles_are_never_partitions():
    assert len(policies.TITLE_PARTITIONS.get_partition_keys()) == 21


def test_every_partitioned_asset_backfills_in_one_run(nodes):
    one_run = dg.BackfillPolicy.single_run()
    partitioned = [node for node in nodes.values() if node.partitions_def]
    assert len(partitioned) >= 20
    assert all(node.backfill_policy == one_run for node in partitioned)


def test_every_asset_says_what_it_is(nodes):
    missing = [
        f"{name}: {what}"
        for name, node in nodes.items()
        for what, there in {
            "group": node.group_name in policies.FLOW,
            "kinds": node.kinds,
            "owners": node.owners,
            "tags": node.tags.get("stage") == node.group_name,
            "description": node.description and len(node.description) > 20,
            "code_version": node.code_version,
            "freshness": isinstance(node.freshness_policy, dg.FreshnessPolicy),
            "pool": node.pools,
        }.items()
        if not there
    ]
    assert missing == []


def test_everything_dagster_runs_itself_is_retried(nodes):
    steps = [node for node in nodes.values() if node.group_name != "serving"]
    assert [n.key for n in steps if n.assets_def.op.retry_policy != policies.RETRY] == []


def test_every_asset_of_the_lake_shows_its_columns(nodes):
    for name, node in nodes.items():
        if node.group_name in ("catalogue", "serving"):
            continue
        schema = node.metadata["dagster/column_schema"]
        columns = schema.value.columns if hasattr(schema, "value") else schema.columns
        assert columns, name
        assert all(column.type and column.description for column in columns), name


def test_a_host_has_a_pool_of_its_own(nodes):
    hosts = {node.key.to_user_string(): node.pools for node in nodes.values()
             if "http" in node.kinds}  # fmt: skip
    assert hosts
    assert all(len(pools) == 1 and "." in next(iter(pools)) for pools in hosts.values())


def test_a_blocking_check_stands_before_titles(definitions):
    checks = {spec.name: spec for one in definitions.asset_checks or () for spec in one.check_specs}
    assert checks["one_title_for_each_record"].blocking
    assert checks["one_title_for_each_record"].asset_key == dg.AssetKey("crosswalk")


# -- as Dagster's own commands see it ------------------------------------------------------------


@pytest.fixture(scope="module")
def variables(tmp_path_factory) -> dict[str, str]:
    """A home in which nothing has run, and a Dagster that tells nobody."""
    home = tmp_path_factory.mktemp("dagster-commands")
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    return os.environ | {
        "DAGSTER_HOME": str(home),
        "DO_NOT_TRACK": "1",
        "MOVIE_ASSETS_HOME": str(home / "home"),
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "VIRTUAL_ENV": str(PROGRAMS.parent),
    }


def run(command: list[str], variables: dict[str, str], cwd: Path) -> str:
    done = subprocess.run(
        command, env=variables, cwd=cwd, capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def test_dagster_validates_the_workspace(variables, tmp_path):
    """From an empty folder: Dagster would read a .env of the project's."""
    workspace = str(PROJECT / "workspace.yaml")
    said = run(
        [str(PROGRAMS / "dagster"), "definitions", "validate", "-w", workspace], variables, tmp_path
    )
    assert "All code locations passed validation" in said


def test_dg_checks_the_definitions(variables):
    assert "All definitions loaded successfully" in run(
        [str(PROGRAMS / "dg"), "check", "defs"], variables, PROJECT
    )


STRICT = "import warnings; warnings.filterwarnings('error', module=r'movie_assets\\b'); "


def test_loading_warns_of_nothing_of_ours(variables):
    """`-W` would match the package's own name only, and none of its modules."""
    run([sys.executable, "-c", STRICT + "import movie_assets.definitions"], variables, PROJECT)


def test_a_warning_of_ours_would_be_an_error(variables):
    warn = (
        "warnings.warn_explicit('old', DeprecationWarning, 'ids.py', 1, 'movie_assets.model.ids')"
    )
    with pytest.raises(AssertionError, match="DeprecationWarning: old"):
        run([sys.executable, "-c", STRICT + warn], variables, PROJECT)
