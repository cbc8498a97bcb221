"""Who made a title, out of TMDB's credit blocks. Everything else of an answer is read elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from movie_assets.model.parts import Credit
from movie_assets.sources.values import identifier, mapping, once, positive, rows, text, whole

Json = Mapping[str, object]
_LAST = 2**31  # people without a billing order come after those with one


def credits_of(payload: Json) -> tuple[Credit, ...]:
    """Every credit of a film or show: cast in billing order, then creators, then crew.

    Shape: one credit a role or job, so a person may come more than once. Shows are read from
           `aggregate_credits` (all seasons) where it is there, else from `credits` (the latest).
           TMDB lists crew in no order, so it is sorted: the same credits always read the same.
    """
    aggregated = mapping(payload.get("aggregate_credits"))
    block = aggregated or mapping(payload.get("credits"))
    cast = [credit for row in rows(block.get("cast")) for credit in _acting(row)]
    crew = [credit for row in rows(block.get("crew")) for credit in _crew(row)]
    cast.sort(key=_billing)
    crew.sort(key=_place_in_crew)
    return once(cast + _creators(payload) + crew)


def director_names(kind: str, credits: tuple[Credit, ...]) -> tuple[str, ...]:
    """Directors of a film, creators of a show."""
    job = "Director" if kind == "movie" else "Creator"
    return once(credit.name for credit in credits if credit.job == job)


def cast_names(credits: tuple[Credit, ...]) -> tuple[str, ...]:
    """The cast in billing order, each name once."""
    return once(
        credit.name for credit in credits if credit.department == "Acting" and not credit.job
    )


def _person(row: Json) -> tuple[str | None, str | None]:
    """A person's id and name."""
    number = identifier(row.get("id"))
    return (f"person/{number}" if number else None), text(row.get("name"))


def _acting(row: Json) -> list[Credit]:
    """One credit a role; older answers, and `credits`, carry the one role in the row itself."""
    person_id, name = _person(row)
    if name is None:
        return []
    return [
        Credit(
            person_id=person_id,
            name=name,
            department="Acting",
            character=text(role.get("character")),
            position=whole(row.get("order")),
            episodes=positive(role.get("episode_count")),
        )
        for role in rows(row.get("roles")) or [row]
    ]


def _crew(row: Json) -> list[Credit]:
    """One credit a job."""
    person_id, name = _person(row)
    department = text(row.get("department"))
    if name is None or department is None:
        return []
    return [
        Credit(
            person_id=person_id,
            name=name,
            department=department,
            job=text(job.get("job")),
            episodes=positive(job.get("episode_count")),
        )
        for job in rows(row.get("jobs")) or [row]
    ]


def _creators(payload: Json) -> list[Credit]:
    """A show's creators, whom TMDB names outside the credit blocks."""
    people = (_person(row) for row in rows(payload.get("created_by")))
    return [
        Credit(person_id=person_id, name=name, department="Creator", job="Creator")
        for person_id, name in people
        if name is not None
    ]


def _billing(credit: Credit) -> tuple[int, str, str]:
    place = _LAST if credit.position is None else credit.position
    return place, credit.name, credit.character or ""


def _place_in_crew(credit: Credit) -> tuple[str, str, str, str]:
    return credit.department, credit.job or "", credit.name, credit.person_id or ""
