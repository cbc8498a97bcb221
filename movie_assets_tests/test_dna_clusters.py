"""Clusters of tags, words of Wikidata's ids, and the counted tags of a catalogue."""

from dna_place import NUMBERS, fill, tell, title
from universe_lanes import materialise, rows

from movie_assets.assets import dna_values
from movie_assets.dna.clusters import CLUSTERS, cluster_of
from movie_assets.dna.facts import TitleFacts, facts_of
from movie_assets.dna.tagger import tag
from movie_assets.dna.taxonomy import CATEGORIES, is_valid_label


def test_neighbours_share_a_cluster_and_opposites_do_not() -> None:
    assert {cluster_of("mood", one) for one in ("melancholic", "bittersweet", "wistful")} == {
        "melancholic"
    }
    assert cluster_of("mood", "joyful") != cluster_of("mood", "sad")
    assert cluster_of("plot", "time loop") == "time loop"


def test_a_cluster_is_named_by_one_of_its_own_tags() -> None:
    for (category, label), name in CLUSTERS.items():
        assert category in CATEGORIES
        assert is_valid_label(category, label)
        assert CLUSTERS[category, name] == name
    # a cluster of one finds nobody
    names = [(category, name) for (category, _), name in CLUSTERS.items()]
    assert min(names.count(one) for one in names) >= 2


def test_ids_of_wikidata_speak_as_their_words_do() -> None:
    by_id = TitleFacts(
        title_id="tt1", kind="movie", genres_elsewhere=(("wikidata", "Q200092"),),
        subjects=("Q362",), countries=("Q142",), original_language="Q150",
    )  # fmt: skip
    spoken = {(fact.type, fact.value) for fact in facts_of(by_id)}
    assert {
        ("genre", "horror"), ("keyword", "world war ii"), ("country", "fr"), ("language", "fr"),
    } <= spoken  # fmt: skip
    labels = {row.label for row in tag(by_id)[0]}
    assert {"frightening", "World War II", "France"} <= labels


def test_the_tags_in_use_are_counted_and_ranked(tmp_path) -> None:
    murder, heist = {"keywords": ("murder",)}, {"keywords": ("heist",)}
    one, two, three = NUMBERS[:3]
    work = fill(tmp_path, [title(one, **murder), title(two, **murder), title(three, **heist)])
    tell(work)
    materialise(work, dna_values.assets, "dna_values")
    found = rows(
        work,
        work.lake.scan(dna_values.VALUES, ["all"]),
        "category, label, cluster, titles, movies, shows, rank",
    )
    plots = {row[1]: row[2:] for row in found if row[0] == "plot"}
    assert plots["murder"] == ("murder", 2, 2, 0, 1)
    assert plots["heist"] == ("robbery", 1, 1, 0, 2)
    ranks = [row[6] for row in found if row[0] == "mood"]
    assert sorted(ranks) == list(range(1, len(ranks) + 1))
