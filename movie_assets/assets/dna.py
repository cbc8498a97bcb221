"""Group `dna`: tags, fingerprints and vectors of titles. How they are told is the room's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import dagster as dg
import pyarrow as pa

from movie_assets import policies
from movie_assets.assets.crosswalk import EVERY_BUCKET
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.dna_answers import told_of
from movie_assets.assets.dna_facts import BATCH, titles_facts
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.assets.titles import TITLES
from movie_assets.dna import tagger, taxonomy, vectors
from movie_assets.dna.documents import ASPECTS, document, text_hash
from movie_assets.dna.facts import TitleFacts
from movie_assets.model.errors import ContractError
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT
from movie_assets.model.title_rows import (
    FittedVectors,
    TitleDna,
    TitleEmbedding,
    TitleFingerprint,
)
from movie_assets.resources.lake import dataset

if TYPE_CHECKING:  # openai takes 21 MB, which a step without it does not have to spend
    from movie_assets.resources.embedder import Embedder

TAGS = dataset("title_dna")
FINGERPRINTS = dataset("title_fingerprint")
MODEL = dataset("vector_model")
EMBEDDINGS = dataset("title_embedding")

# The space is learned anew only when the catalogue has grown by a fifth: a new space moves every
# vector, and a few new titles fit well into the old one.
GROWTH = 1.2
_KEY = pa.schema([(name, pa.string()) for name in ("title_id", "aspect", "model")])


def title_dna(step: Step) -> None:
    """Tags and fingerprints of titles: a language model's where it told them, else our rules'."""
    for partition in step.partitions:
        told = told_of(step, partition)
        inputs = step.inputs((TITLES, [partition]), also=told.version)
        if step.is_current(partition, inputs):
            continue
        step.empty("tags", TAGS)
        step.empty("fingerprints", FINGERPRINTS)
        for batch in titles_facts(step, step.work.lake.scan(TITLES, [partition])):
            by_model = told.rows(batch)
            rows = [by_model.get(facts.title_id) or tagger.tag(facts) for facts in batch]
            step.insert("tags", TitleDna, [tag for tags, _ in rows for tag in tags])
            step.insert("fingerprints", TitleFingerprint, [finger for _, finger in rows])
        step.write(TAGS, partition, "SELECT * FROM tags", inputs)
        step.write(FINGERPRINTS, partition, "SELECT * FROM fingerprints", inputs)


def dna_model(step: Step) -> None:
    """The space titles are placed in, learned from the catalogue's own documents."""
    scan = step.work.lake.scan(TITLES, BUCKET_PARTITIONS)
    row = step.con.execute(f"SELECT count(*) FROM {scan}").fetchone()
    titles = int(row[0]) if row else 0
    held = step.con.execute(
        f"SELECT documents FROM {step.work.lake.scan(MODEL, [NO_PARTITION])}"
    ).fetchone()
    if held and titles <= held[0] * GROWTH and step.is_current(NO_PARTITION, step.inputs()):
        return
    documents = [document(facts, tags) for facts, tags in _tagged(step, list(BUCKET_PARTITIONS))]
    fitted = vectors.fit(one for one in documents if one)
    step.empty("models", MODEL)
    row_of = FittedVectors(
        name=fitted.name, dims=fitted.dims, documents=titles, model=fitted.to_bytes()
    )
    step.insert("models", FittedVectors, [row_of])
    step.write(MODEL, NO_PARTITION, "SELECT * FROM models", step.inputs())


def dna_embeddings(step: Step) -> None:
    """Vectors of titles by aspect; a title whose document did not change keeps its vector."""
    embedder = step.work.embedder
    name = embedder.name if embedder else "the fitted model"
    for partition in step.partitions:
        inputs = step.inputs(
            (TITLES, [partition]), (TAGS, [partition]), (MODEL, [NO_PARTITION]), also=name
        )
        if step.is_current(partition, inputs):
            continue
        try:
            embedder = embedder or _fitted(step)
        except ContractError as error:
            if partition != HOT:
                raise
            # The buckets' run says it aloud; what people wait for is served meanwhile.
            step.notes["vectors_wait"] = str(error)
            step.keep(EMBEDDINGS, partition)
            continue
        _embed_partition(step, partition, embedder)
        held = step.work.lake.scan(EMBEDDINGS, [partition])
        step.write(
            EMBEDDINGS,
            partition,
            "SELECT * FROM made UNION ALL BY NAME "
            f"SELECT held.* FROM {held} AS held JOIN kept USING (title_id, aspect, model)",
            inputs,
        )


def _embed_partition(step: Step, partition: str, embedder: Embedder) -> None:
    """Fill `made` with new vectors and `kept` with the keys of those that still stand."""
    held = step.work.lake.scan(EMBEDDINGS, [partition])
    known = set(
        step.con.execute(f"SELECT title_id, aspect, model, text_hash FROM {held}").fetchall()
    )
    step.empty("made", EMBEDDINGS)
    kept: list[dict[str, str]] = []
    wanted: list[tuple[str, str, str]] = []
    for facts, tags in _tagged(step, [partition]):
        for aspect in ASPECTS:
            text = document(facts, tags, aspect)
            key = (facts.title_id, aspect, embedder.name)
            if text and (*key, text_hash(text)) in known:
                kept.append(dict(zip(("title_id", "aspect", "model"), key, strict=True)))
            elif text:
                wanted.append((facts.title_id, aspect, text))
        if len(wanted) >= BATCH:
            _embed(step, embedder, wanted)
            wanted = []
    _embed(step, embedder, wanted)
    step.con.register("kept", pa.Table.from_pylist(kept, schema=_KEY))


def _embed(step: Step, embedder: Embedder, wanted: list[tuple[str, str, str]]) -> None:
    for aspect in ASPECTS:
        texts = [(title_id, text) for title_id, one, text in wanted if one == aspect]
        placed = embedder.embed([text for _, text in texts], aspect)
        rows = [
            TitleEmbedding(
                title_id=title_id,
                aspect=aspect,
                model=embedder.name,
                dims=embedder.dims,
                text_hash=text_hash(text),
                embedding=tuple(vector.tolist()),
            )
            for (title_id, text), vector in zip(texts, placed, strict=True)
            if vector.any()  # zeros: the model knows nothing of what the document says
        ]
        step.insert("made", TitleEmbedding, rows)


def _fitted(step: Step) -> Embedder:
    scan = step.work.lake.scan(MODEL, [NO_PARTITION])
    row = step.con.execute(f"SELECT model FROM {scan}").fetchone()
    if row is None:
        raise dg.Failure("There is no fitted model yet: materialise dna_model first.")
    return vectors.from_bytes(row[0])


def _tagged(step: Step, partitions: list[str]) -> Iterator[tuple[TitleFacts, list[TitleDna]]]:
    """Titles with their tags, partition by partition, so that only one's tags are in memory."""
    for partition in partitions:
        scan = step.work.lake.scan(TAGS, [partition])
        tags: dict[str, list[TitleDna]] = {}
        names = TAGS.table.column_names
        for values in step.con.execute(f"SELECT {', '.join(names)} FROM {scan}").fetchall():
            row = dict(zip(names, values, strict=True))
            row["evidence"] = tuple(row["evidence"])
            tags.setdefault(row["title_id"], []).append(TitleDna(**row))
        for batch in titles_facts(step, step.work.lake.scan(TITLES, [partition])):
            for facts in batch:
                yield facts, tags.get(facts.title_id, [])


assets = [
    lake_asset(
        title_dna,
        group="dna",
        outputs=[TAGS, FINGERPRINTS],
        deps=["titles", "dna_answers"],
        code_version=f"{tagger.MODEL}/{taxonomy.VERSION}",
        kinds=frozenset({"python", "parquet"}),
    ),
    lake_asset(
        dna_model,
        group="dna",
        outputs=[MODEL],
        partitions=None,
        deps=[
            dg.AssetDep("title_dna", partition_mapping=EVERY_BUCKET),
            dg.AssetDep("titles", partition_mapping=EVERY_BUCKET),
        ],
        # Each changed title would have the model fitted anew on the whole catalogue, and every
        # vector with it: once a day, after the lanes.
        automation=policies.BY_SCHEDULE,
        code_version=vectors.VERSION,
        kinds=frozenset({"scikitlearn", "parquet"}),
    ),
    lake_asset(
        dna_embeddings,
        group="dna",
        outputs=[EMBEDDINGS],
        deps=["titles", "title_dna", "dna_model"],
        code_version=vectors.VERSION,
        kinds=frozenset({"numpy", "openai", "parquet"}),
    ),
]
