"""The offline embedder: same bytes twice, sensible neighbours, honest silence."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from movie_assets.dna import vectors
from movie_assets.dna.blocks import BLOCKS, WEIGHTS
from movie_assets.dna.documents import ASPECTS, document
from movie_assets.dna.facts import TitleFacts
from movie_assets.dna.spaces import said
from movie_assets.dna.tagger import tag
from movie_assets.dna.vector_file import write_parts
from movie_assets.dna.vectors import VectorModel, fit, from_bytes, known_of
from movie_assets.model.errors import ContractError


def film(name: str, genres: str, keywords: str, year: int = 2001) -> TitleFacts:
    return TitleFacts(
        title_id=f"movie/{name}",
        kind="movie",
        year=year,
        genres=tuple(genres.split(", ")),
        keywords=tuple(keywords.split(", ")),
        original_language="en",
        countries=("US",),
    )


CATALOGUE = {
    "heist one": film("h1", "Crime, Thriller", "heist, casino, con artist, thief"),
    "heist two": film("h2", "Crime, Comedy", "heist, bank robbery, thief, team", 1969),
    "gangsters": film("g1", "Crime, Drama", "mafia, gangster, murder, family", 1972),
    "gangsters two": film("g2", "Crime, Drama", "mafia, gangster, organized crime", 1990),
    "musical": film("m1", "Music, Romance", "musical, dance, singer, love", 1952),
    "musical two": film("m2", "Music, Comedy", "musical, broadway, dancer, love", 1964),
    "ghosts": film("o1", "Horror", "haunted house, ghost, supernatural", 1963),
    "ghosts two": film("o2", "Horror, Mystery", "haunted house, ghost, curse", 1982),
    "space": film("s1", "Science Fiction, Horror", "alien, space, android, survival", 1979),
    "space two": film("s2", "Science Fiction, Action", "alien, space, soldier, survival", 1986),
    "romance": film("r1", "Romance, Drama", "love, wedding, letter, love triangle", 1999),
    "romance two": film("r2", "Romance, Comedy", "love, wedding, falling in love", 2004),
}


def documents(aspect: str = "all") -> list[str]:
    return [document(facts, tag(facts)[0], aspect) for facts in CATALOGUE.values()]


@pytest.fixture(scope="module")
def model() -> VectorModel:
    return fit(documents())


def closeness(model: VectorModel, one: str, other: str, aspect: str = "all") -> float:
    names = list(CATALOGUE)
    found = model.embed(documents(aspect), aspect)
    return float(found[names.index(one)] @ found[names.index(other)])


def test_a_small_catalogue_has_fewer_dimensions_in_each_block(model: VectorModel) -> None:
    wanted = {block.name: block.dims for block in BLOCKS}
    assert set(model.blocks) == set(wanted)
    for name, space in zip(model.blocks, model.spaces, strict=True):
        assert space.dims <= wanted[name] + (name == "tone")  # and what is alike in all titles
        assert space.dims <= len(CATALOGUE) or name == "told"


def test_a_vector_is_as_long_as_the_aspect_with_most_blocks_needs(model: VectorModel) -> None:
    found = {name: space.dims for name, space in zip(model.blocks, model.spaces, strict=True)}
    assert model.dims == sum(found.values()) - found["plot"] - found["tone"] + 1  # `all`
    assert not model.embed(documents("mood"), "mood")[:, found["tone"] + found["tags"] + 1 :].any()
    wanted = {block.name: block.dims for block in BLOCKS}
    assert max(sum(wanted[one] for one in own if one in wanted) for own in WEIGHTS.values()) < 256


def test_likeness_is_the_weighted_mean_of_the_blocks_likeness(model: VectorModel) -> None:
    one, other = documents()[:2]
    weights = WEIGHTS["all"]
    dots, ones, others = 0.0, 0.0, 0.0
    for name, space in zip(model.blocks, model.spaces, strict=True):
        a, b = space.embed([said(one), said(other)])
        weight = weights.get(name, 0)
        dots += weight * float(a @ b)
        ones += weight * float(a @ a)  # 1, or 0 where the block is missing
        others += weight * float(b @ b)
    a, b = known_of([said(one), said(other)])
    dots, ones, others = dots + 0.4 * a * b, ones + 0.4 * a * a, others + 0.4 * b * b
    found = model.embed([one, other])
    assert float(found[0] @ found[1]) == pytest.approx(dots / (ones * others) ** 0.5, abs=1e-3)


def test_a_missing_block_says_neither_like_nor_unlike(model: VectorModel) -> None:
    bare = "genre: horror"
    for name, space in zip(model.blocks, model.spaces, strict=True):
        assert space.embed([said(bare)]).any() == (name in {"genre", "tone"}), name


def test_tone_goes_from_light_over_middling_to_dark(model: VectorModel) -> None:
    space = model.spaces[model.blocks.index("tone")]
    lines = ["genre: comedy\nmood: humorous", "genre: drama", "genre: horror\nmood: frightening"]
    light, middling, dark = space.embed([said(line) for line in lines])
    assert light[0] > middling[0] > dark[0]
    assert light @ dark < -0.5  # farther apart than a right angle
    assert light @ dark < min(light @ middling, middling @ dark)
    assert not space.embed([said("keyword: ghost")]).any()  # of unknown tone, not of a middling one


def test_without_genres_and_moods_there_is_no_tone() -> None:
    bare = fit(f"keyword: heist\nkeyword: {word}" for word in ("thief", "vault", "thief", "gun"))
    space = bare.spaces[bare.blocks.index("tone")]
    assert space.dims == 0
    assert not bare.embed(["keyword: heist"], "mood").any()


def test_a_thriller_has_the_story_of_a_comedy_and_the_mood_of_a_horror_film(
    model: VectorModel,
) -> None:
    assert closeness(model, "heist one", "heist two", "story") > 0.5
    assert closeness(model, "heist one", "ghosts two", "story") < 0
    same_story = closeness(model, "heist one", "heist two", "mood")
    assert closeness(model, "heist one", "ghosts two", "mood") > same_story + 0.3


def test_years_near_each_other_are_alike(model: VectorModel) -> None:
    space = model.spaces[model.blocks.index("year")]
    near = space.embed([said(f"year: {year}") for year in (1999, 2001, 1959)])
    assert near[0] @ near[1] > 0.9
    assert near[0] @ near[2] < 0


def test_how_much_is_known_goes_from_none_to_one() -> None:
    counts = [1, 10, 55, 300, 900]
    known = known_of([{"trope": [f"trope: {n}" for n in range(count)]} for count in counts])
    assert known.tolist() == pytest.approx([0, 0, 0.5012, 1, 1], abs=1e-3)  # ln 5.5 / ln 30


def test_aspects_weigh_the_same_document_differently(model: VectorModel) -> None:
    assert set(WEIGHTS) == set(ASPECTS)
    assert not np.array_equal(model.embed(documents()), model.embed(documents(), "mood"))
    with pytest.raises(KeyError):
        model.embed(documents(), "smell")


def test_two_heist_films_are_closer_than_a_heist_film_and_a_musical(model: VectorModel) -> None:
    assert closeness(model, "heist one", "heist two") > 0.2
    assert closeness(model, "heist one", "musical") < 0


@pytest.mark.parametrize("aspect", ["all", "story"])
def test_each_film_is_nearest_to_its_like(model: VectorModel, aspect: str) -> None:
    found = model.embed(documents(aspect), aspect)
    near = found @ found.T
    np.fill_diagonal(near, -2)
    names = list(CATALOGUE)
    nearest = {name: names[int(near[place].argmax())] for place, name in enumerate(names)}
    kinds = ["heist", "gangsters", "musical", "ghosts", "space", "romance"]
    assert all(
        nearest[name].startswith(kind) for kind in kinds for name in names if name.startswith(kind)
    )


def test_vectors_have_unit_length_and_five_decimals(model: VectorModel) -> None:
    found = model.embed(documents())
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(found)), abs=1e-4)
    assert (found == np.round(found.astype(np.float64), 5).astype(np.float32)).all()
    assert not np.signbit(found[found == 0]).any()


def test_the_catalogue_is_seen_from_its_middle(model: VectorModel) -> None:
    assert np.linalg.norm(model.embed(documents()).mean(axis=0)) < 0.2


def test_nothing_known_is_a_row_of_zeros(model: VectorModel) -> None:
    found = model.embed(["", "genre: never seen", documents()[0]])
    assert not found[:2].any()
    assert found[2].any()
    assert model.embed([]).shape == (0, model.dims)


def test_what_stands_beside_a_document_does_not_change_it(
    model: VectorModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = model.embed(documents())
    monkeypatch.setattr(vectors, "CHUNK", 5)
    assert model.embed(documents()).tobytes() == together.tobytes()
    alone = np.concatenate([model.embed([one]) for one in documents()])
    assert alone.tobytes() == together.tobytes()


def test_fitting_twice_in_any_order_gives_the_same_bytes(model: VectorModel) -> None:
    again = fit(reversed(["", *documents()]))
    assert again.to_bytes() == model.to_bytes()


def test_another_process_with_other_hashes_gives_the_same_bytes(model: VectorModel) -> None:
    program = (
        "import hashlib, test_dna_vectors as t;"
        "m = t.fit(t.documents());"
        "v = b''.join(m.embed(t.documents(a), a).tobytes() for a in t.ASPECTS);"
        "print(hashlib.sha256(m.to_bytes() + v).hexdigest())"
    )
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": f"{here}:{here.parent}"}
    there = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    own = b"".join(model.embed(documents(aspect), aspect).tobytes() for aspect in ASPECTS)
    assert there.stdout.strip() == hashlib.sha256(model.to_bytes() + own).hexdigest()


def test_the_name_follows_what_was_learnt_from(model: VectorModel) -> None:
    assert model.name.startswith("offline-blocks-3-")
    assert fit(documents()[1:]).name != model.name
    assert fit(documents(), BLOCKS[:3]).name != model.name


def test_a_model_survives_its_file(model: VectorModel) -> None:
    back = from_bytes(model.to_bytes())
    assert back.name == model.name
    assert back.to_bytes() == model.to_bytes()
    assert back.embed(documents("mood")).tobytes() == model.embed(documents("mood")).tobytes()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 something else", "cut", "long"])
def test_a_damaged_file_is_refused(model: VectorModel, damage: bytes | str) -> None:
    whole = model.to_bytes()
    files = {"cut": whole[:-1], "long": whole + b"x"}
    with pytest.raises(ContractError, match="no vector model"):
        from_bytes(files[damage] if isinstance(damage, str) else damage)


def test_a_file_of_another_version_says_so(model: VectorModel) -> None:
    older = write_parts("{}", [np.zeros((2, 2), np.float32)] * 4)
    with pytest.raises(ContractError, match=r"it has 4 arrays, this version writes \d+"):
        from_bytes(older)


@pytest.mark.parametrize("few", [[], ["genre: drama"], ["genre: drama", "genre: comedy"]])
def test_too_little_to_learn_from_is_said(few: list[str]) -> None:
    with pytest.raises(ContractError, match="tag more titles first"):
        fit(few)


def test_of_too_many_documents_the_richest_are_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "FIT_DOCUMENTS", len(CATALOGUE))
    poor = [f"genre: crime\nkeyword: {number}" for number in range(50)]
    assert fit([*poor, *documents()]).name == fit(documents()).name
