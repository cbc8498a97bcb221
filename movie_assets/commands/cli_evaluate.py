"""`movie-assets evaluate …`: parts of the platform measured on files. How, is not here."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from movie_assets.commands.terminal import out

evaluate = typer.Typer(help="Measure a part of the platform on files.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON object.")]


@evaluate.command("crosswalk")
def evaluate_crosswalk(
    spine: Annotated[Path, typer.Option(help="Titles, as Parquet.")],
    records: Annotated[Path, typer.Option(help="A source's records, as Parquet.")],
    truth: Annotated[Path, typer.Option(help="source_id, title_id, as Parquet.")],
    out_file: Annotated[
        Path | None, typer.Option("--out", help="Where to write the decisions, as Parquet.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Match records to titles by names and fields, and judge the links by known answers."""
    from movie_assets.commands import evaluating  # noqa: PLC0415

    found = evaluating.crosswalk(spine, records, truth, out_file)
    for decade in found.decades:
        out.print(evaluating.line(decade))
    out.print(evaluating.summary(found))
    if as_json:
        sys.stdout.write(json.dumps(found.figures | {"seconds": round(found.seconds, 2)}) + "\n")


@evaluate.command("dna")
def evaluate_dna(
    labels: Annotated[Path, typer.Option(help="imdb_id, source, label, as Parquet.")],
    titles: Annotated[Path, typer.Option(help="imdb_id, title, year, as Parquet.")],
    pairs: Annotated[Path, typer.Option(help="imdb_1, imdb_2, rating (OK, NOT_OK), as Parquet.")],
    as_json: AsJson = False,
) -> None:
    """Embed films by their labels, and judge how alike they are by people's answers."""
    from movie_assets.commands import evaluating_dna  # noqa: PLC0415

    found = evaluating_dna.dna(labels, titles, pairs)
    out.print(evaluating_dna.summary(found))
    if as_json:
        figures = {"auc": found.auc, "pairs": found.pairs, "seconds": round(found.seconds, 2)}
        sys.stdout.write(json.dumps(figures) + "\n")


@evaluate.command("recommender")
def evaluate_recommender(
    ratings: Annotated[Path, typer.Option(help="userId, movieId, rating, timestamp, as csv.")],
    links: Annotated[Path, typer.Option(help="movieId, imdbId, as csv.")],
    labels: Annotated[
        Path | None, typer.Option(help="imdb_id, source, label, as Parquet: what films are about.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Learn from each user's first ratings, and judge by the films they liked later."""
    from movie_assets.commands import evaluating_recommender  # noqa: PLC0415

    found = evaluating_recommender.recommender(ratings, links, labels)
    for line in evaluating_recommender.lines(found):
        out.print(line, highlight=False, soft_wrap=True)
    if as_json:
        sys.stdout.write(json.dumps(evaluating_recommender.figures(found)) + "\n")
