"""Group `serving`: the dbt views, as assets below the loads. Their SQL is in dbt_project/."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    DbtProject,
    dbt_assets,
)

from movie_assets import policies
from movie_assets.resources.dbt import offline_dbt
from movie_assets.resources.workbench import Workbench


@dataclass(frozen=True, slots=True)
class ViewShape:
    """What the project says of a view: what orders its rows, and what goes by the clock."""

    key: tuple[str, ...] = ()
    volatile: frozenset[str] = frozenset()


class ServedTranslator(DagsterDbtTranslator):
    """Views are assets `served/<name>`; dbt's sources are the assets that load them."""

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """Dagster's own reading of a dbt node, under our names and policies."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        if self.get_resource_props(manifest, unique_id)["resource_type"] == "source":
            return spec  # its asset key stands in sources.yml
        return spec.replace_attributes(
            key=dg.AssetKey(["served", spec.key.path[-1]]),
            group_name="serving",
            owners=["team:catalogue"],
            freshness_policy=policies.DERIVED,
            automation_condition=policies.ON_NEW_CODE,
            tags={**spec.tags, "stage": "serving"},
        )


def parsed_project(folder: Path) -> DbtProject:
    """The dbt project with a manifest that is at least as new as its files.

    `prepare_if_dev` acts only below `dagster dev`, so everything else would find no manifest, or
    one of yesterday's SQL.
    """
    project = DbtProject(project_dir=folder, profiles_dir=folder)
    manifest = project.manifest_path
    sources = [
        file
        for pattern in ("*.yml", "models/**/*", "macros/**/*", "tests/**/*")
        for file in folder.glob(pattern)
        if file.is_file()
    ]
    newest = max(file.stat().st_mtime for file in sources)
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        _write_manifest(project, manifest)
    return project


def _write_manifest(project: DbtProject, manifest: Path) -> None:
    """Parse beside it, then rename: Dagster's processes start together, each may come here."""
    manifest.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".parse-", dir=manifest.parent) as folder:
        offline_dbt(project).cli(["parse", "--quiet"], target_path=Path(folder)).wait()
        # What dbt keeps of a parse spares `dbt build` another; dagster-dbt takes it from there.
        for name in ("partial_parse.msgpack", manifest.name):
            (Path(folder) / name).replace(manifest.parent / name)


def shapes_of(project: DbtProject) -> dict[str, ViewShape]:
    """The shape of each view that can be read whole, by its name."""
    manifest = json.loads(project.manifest_path.read_text(encoding="utf-8"))
    models = (node for node in manifest["nodes"].values() if node["resource_type"] == "model")
    return {
        model["name"]: ViewShape(
            key=tuple(model["config"]["meta"]["key"]),
            volatile=frozenset(
                name
                for name, column in model["columns"].items()
                if column["config"].get("meta", {}).get("volatile")
            ),
        )
        for model in models
        if "key" in model["config"]["meta"]
    }


def served_views(project: DbtProject) -> dg.AssetsDefinition:
    """Every dbt model of the project, its tests as asset checks."""

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        name="served_views",
        dagster_dbt_translator=ServedTranslator(
            # One asset loads several tables, so several of dbt's sources are one asset.
            DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True)
        ),
        pool=policies.POOL_POSTGRES,
    )
    def served(
        context: dg.AssetExecutionContext,
        dbt: DbtCliResource,
        work: dg.ResourceParam[Workbench],
    ) -> Iterator[Any]:
        # Each run's own folder: two homes may build from one checkout, and nothing is left in it.
        target = work.scratch / f"dbt-{context.run.run_id}"
        try:
            yield from dbt.cli(["build"], context=context, target_path=target).stream()
        finally:
            shutil.rmtree(target, ignore_errors=True)

    return served
