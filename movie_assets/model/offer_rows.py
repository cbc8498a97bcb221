"""Tables of where titles can be watched: offers, services, and when answers told of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.table import Index, table
from movie_assets.model.types import Json, Volatile

BOTH = ("lake", "catalogue")


@table(
    "offer",
    schemas=BOTH,
    key=("title_id", "country", "provider_id", "type", "quality", "valid_from"),
    entity="offer",
    indexes=(
        # Over 10 M rows `type` as a third column takes 11 s more to build, and halves no search.
        Index(("provider_id", "country"), where="valid_to IS NULL"),
        # These two hold what came and went since we look, not what a first load brings.
        Index(("valid_from",), where="is_news"),
        Index(("valid_to",), where="valid_to IS NOT NULL"),
    ),
)
class Offer:
    """Where a title can be watched, and from when to when."""

    title_id: Annotated[str, "The title"]
    country: Annotated[str, "ISO 3166-1 alpha-2"]
    provider_id: Annotated[int, "TMDB's provider id, its main one; negative where TMDB has none"]
    type: Annotated[str, "flatrate, free, ads, rent or buy"]
    quality: Annotated[str, "sd, hd, 4k, …; unspecified where the source does not say"]
    price: Annotated[float | None, "In units of the currency"] = None
    currency: Annotated[str | None, "ISO 4217"] = None
    url: Annotated[str | None, "The service's own address; null where no source gives one"] = None
    first_seen: Annotated[dt.datetime, "When the service was first seen to have it in this way"]
    last_seen: Annotated[
        dt.datetime, "When it was seen, as of the row's last change; it may lag", Volatile()
    ]
    valid_from: Annotated[dt.datetime, "When these terms began"]
    valid_to: Annotated[dt.datetime | None, "When an answer no longer had them; null = now"] = None
    source: Annotated[
        str, "Who told of it last: tmdb_watch (a page), tmdb (the list), justwatch or drop/…"
    ]
    is_news: Annotated[
        bool, "The service did not have it in this way when we looked before: not news to us alone"
    ]


@table("provider", schemas=BOTH, key=("provider_id",))
class Provider:
    """A streaming service, once: what its other ids and names offer stands under this one."""

    provider_id: Annotated[int, "TMDB's id; negative where TMDB has none"]
    name: Annotated[str, "Its name"]
    aliases: Annotated[tuple[str, ...], "Other names and ids met"] = ()
    display_priority: Annotated[int | None, "TMDB's order, best country"] = None
    priorities: Annotated[str | None, "country -> order", Json()] = None
    parent_id: Annotated[int | None, "The service it is sold through, as a channel of that"] = None
    type: Annotated[str | None, "subscription, free, ads or store: what most of its offers are"] = (
        None
    )
    status: Annotated[
        str, "listed: TMDB's list has it; unlisted: only offers do; unknown: a name without an id"
    ] = "listed"
    search_url: Annotated[
        str | None, "Address of a search on its site; {title} is the percent-encoded title"
    ] = None


@table("offer_answer", schemas=("lake",), key=("title_id", "country"))
class OfferAnswer:
    """When a title's offers were first and last told whole, which nobody offered it included."""

    title_id: Annotated[str, "The title"]
    country: Annotated[str, "ISO 3166-1 alpha-2; empty for answers of every country"]
    first_at: Annotated[dt.datetime, "The first whole answer"]
    last_at: Annotated[dt.datetime, "The newest whole answer taken in", Volatile()]


@table("provider_met", schemas=("lake",), key=("provider_id", "name", "type"))
class ProviderMet:
    """A service as offers name it, under the id they give."""

    provider_id: Annotated[int, "The id given; negative for a name that TMDB's list does not have"]
    name: Annotated[str, "The name given"]
    type: Annotated[str, "flatrate, free, ads, rent or buy"]
    offers: Annotated[int, "How many of the partition's offers said so when they were last counted"]
