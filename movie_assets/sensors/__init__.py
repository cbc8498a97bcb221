"""Sensors: what is looked at between runs, and which runs that asks for. What they do: assets."""

from movie_assets.sensors.downstream import downstream
from movie_assets.sensors.dropped import dropped_files
from movie_assets.sensors.incidents import incidents
from movie_assets.sensors.landed import landed_days
from movie_assets.sensors.popular import popular_titles

sensors = [dropped_files, landed_days, popular_titles, downstream, incidents]

__all__ = ["downstream", "dropped_files", "incidents", "landed_days", "popular_titles", "sensors"]
