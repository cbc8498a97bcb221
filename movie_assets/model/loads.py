"""Which asset loads which Postgres table. How a table is loaded is the loads' own business."""

from __future__ import annotations

LOADED_BY: dict[str, str] = {
    "title": "catalogue_titles",
    "title_redirect": "catalogue_titles",
    "survivorship_rule": "catalogue_titles",
    "source_redirect": "catalogue_crosswalk",
    "title_popularity": "catalogue_titles",
    "popularity_daily": "catalogue_titles",
    "title_search": "catalogue_search",
    "search_popular": "catalogue_search",
    "search_token": "catalogue_search",
    "search_posting": "catalogue_search",
    "title_score": "catalogue_scores",
    "title_score_summary": "catalogue_scores",
    "score_observation": "catalogue_scores",
    "title_aspect_score": "catalogue_scores",
    "title_media": "catalogue_media",
    "title_facet": "catalogue_facets",
    "offer": "catalogue_offers",
    "provider": "catalogue_offers",
    "crosswalk": "catalogue_crosswalk",
    "unmatched": "catalogue_crosswalk",
    "match_rate_history": "catalogue_crosswalk",
    "title_dna": "catalogue_dna",
    "title_fingerprint": "catalogue_dna",
    "title_embedding": "catalogue_dna",
    "dna_value": "catalogue_dna",
    "model_call": "catalogue_dna",
    "source_check": "catalogue_sources",
    "source_state": "catalogue_sources",
    "load": "catalogue_sources",
    "quarantine": "catalogue_sources",
}
"""Table of the schema `catalogue` -> name of its asset; one asset may load several tables."""
