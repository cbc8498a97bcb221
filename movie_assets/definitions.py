"""The one place where assets, checks and resources meet. What they are is said elsewhere."""

from __future__ import annotations

import dagster as dg

from movie_assets import logs, wiring
from movie_assets.assets import (
    affinities,
    aspect_scores,
    catalogue,
    catalogue_export,
    crosswalk,
    dna,
    dna_answers,
    dna_values,
    drops,
    galleries,
    imdb_pages,
    link_decisions,
    matching,
    pages,
    redirects,
    refreshing,
    requested,
    serving,
    similar,
    source_scores,
    source_states,
    sources,
    spine,
    streaming,
    title_facets,
    title_media,
    title_scores,
    titles,
    tmdb_lists,
    tmdb_seasons,
    unmatched,
    wikipedia,
)
from movie_assets.checks import checks
from movie_assets.resources.dbt import offline_dbt
from movie_assets.schedules import schedules
from movie_assets.sensors import sensors
from movie_assets.sensors.landed import spine_job
from movie_assets.sensors.popular import popular_job
from movie_assets.settings import PROJECT, read_settings

_settings = read_settings()
logs.start_logging(_settings)
_dbt_project = serving.parsed_project(PROJECT / "dbt_project")
_served = serving.served_views(_dbt_project)

_check_specs = [spec for check in checks for spec in check.check_specs]

defs = dg.Definitions(
    assets=[
        *(
            asset
            for group in (
                spine,
                sources,
                pages,
                source_scores,
                source_states,
                refreshing,
                drops,
                wikipedia,
                tmdb_seasons,
                tmdb_lists,
                imdb_pages,
                galleries,
                requested,
                redirects,
                link_decisions,
                matching,
                crosswalk,
                unmatched,
                titles,
                title_scores,
                aspect_scores,
                title_media,
                streaming,
                title_facets,
                dna_answers,
                dna,
                affinities,
                dna_values,
                catalogue,
                similar,
            )
            for asset in group.assets
        ),
        _served,
        catalogue_export.export_asset(
            views=_served.keys,
            loads=[asset.key for asset in catalogue.assets],
            shapes=serving.shapes_of(_dbt_project),
        ),
    ],
    asset_checks=checks,
    jobs=[
        spine_job,
        popular_job([one.key for one in _check_specs if one.blocking]),
    ],
    schedules=schedules,
    sensors=sensors,
    # A process a step costs 8 s of imports (measured: 166 s for 21 steps, 40 s in one process).
    executor=dg.in_process_executor,
    resources={
        "work": wiring.workbench(_settings),
        "postgres": wiring.postgres(_settings),
        "hot": wiring.hot_titles(_settings),
        "lane_day": wiring.lane_day(_settings),
        "webhook": wiring.webhook(_settings),
        "dbt": offline_dbt(_dbt_project),
    },
)
