"""The sensor that acts on automation conditions. What they say stands in `policies`."""

import dagster as dg

from movie_assets import policies

# What one tick asks for is one run, or a backfill of single runs where several buckets changed.
downstream = dg.AutomationConditionSensorDefinition(
    "downstream",
    target=dg.AssetSelection.all(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=30,
    run_tags={policies.LANE_TAG: policies.DOWNSTREAM},
)
