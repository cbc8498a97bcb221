"""Group `sources`: what services show in their galleries. Whose titles these are: `requested`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from movie_assets import policies
from movie_assets.assets.fetching import Lane, Request, outputs_of
from movie_assets.assets.lanes import covers_one, fetch, fetching_asset
from movie_assets.assets.step import Step
from movie_assets.sources.justwatch_galleries import GALLERIES, gallery_id, gallery_url

# As popular as what is asked for every four days: galleries change by the week.
_AS_POPULAR_AS = 20.0


def provider_galleries(step: Step) -> None:
    """Galleries of streaming services by country, as lists of titles that somebody can watch."""
    ids = [gallery_id(country, provider) for country, provider in policies.GALLERIES]
    step.con.execute(
        "CREATE OR REPLACE TEMP TABLE gallery AS "
        "SELECT unnest($ids::VARCHAR[]) AS title_id, $popularity::DOUBLE AS popularity",
        {"ids": ids, "popularity": _AS_POPULAR_AS},
    )
    lane = Lane(source=GALLERIES, requests=_requests, covered=covers_one)
    fetch(step, lane, lambda _partition: "gallery")


def _requests(ids: Sequence[str]) -> Iterator[Request]:
    for filed_under in ids:
        yield Request(url=gallery_url(filed_under), covers=(filed_under,))


assets = [
    fetching_asset(
        provider_galleries,
        GALLERIES,
        outputs=outputs_of(GALLERIES.name),
        deps=[],
        partitions=None,
    )
]
