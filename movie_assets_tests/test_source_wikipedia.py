"""Wikipedia's answers, the film test and its confusion matrix, the abstract dump."""

import csv
import json
import re
from collections import Counter
from itertools import chain, repeat
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_answers import (
    RECORDED,
    assert_keeps_the_contract,
    fetched,
    needs_recorded,
    only_record,
    recorded,
)

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.wikipedia import (
    asked_articles,
    extracts_url,
    read,
    search_url,
    summary_url,
)
from movie_assets.sources.wikipedia_dump import Abstract, abstracts, clean_lead
from movie_assets.sources.wikipedia_names import bare_title
from movie_assets.sources.wikipedia_pages import Signs, page_class

ARTICLES = RECORDED.parent / "data" / "wikipedia_movie_data"
# Articles that are no films, told apart by eye; the table's names are addresses of articles.
LABELS = {
    row["href"]: row["class"]
    for row in csv.DictReader(
        Path(__file__).with_name("wikipedia_labels.tsv").open(encoding="utf-8"), delimiter="\t"
    )
}
CLASSES = ("film", "series", "franchise", "person", "other")

needs_articles = pytest.mark.skipif(
    not ARTICLES.is_dir(), reason="no articles in ../shared/data/wikipedia_movie_data"
)


def summary(**fields):
    return {
        "type": "standard",
        "title": "Heat (1995 film)",
        "titles": {"canonical": "Heat_(1995_film)", "display": "<i>Heat</i> (1995 film)"},
        "pageid": 201,
        "wikibase_item": "Q42198",
        "description": "1995 film by Michael Mann",
        "extract": "Heat is a 1995 American crime film written and directed by Michael Mann.",
    } | fields


def test_a_summary_is_a_film_with_its_year_and_article():
    reading = read(fetched(summary(), summary_url("Heat (1995 film)"), title_id="movie/949"))
    record = only_record(reading)
    assert (record.source_id, record.title, record.year) == ("Heat (1995 film)", "Heat", 1995)
    assert (record.kind, record.title_id, reading.moved_to) == ("movie", "movie/949", None)
    assert [(one.source, one.id) for one in record.external_ids] == [("wikidata", "Q42198")]
    assert record.article is not None
    assert record.article.url == "https://en.wikipedia.org/wiki/Heat_(1995_film)"
    assert record.article.abstract == summary()["extract"]
    assert_keeps_the_contract(reading)


def test_a_redirect_is_told_and_its_old_name_kept():
    reading = read(fetched(summary(), summary_url("Heat (movie)")))
    assert reading.moved_to == "Heat (1995 film)"
    assert "Heat (movie)" in [name.name for name in only_record(reading).names]


def test_a_disambiguation_page_is_the_wrong_title():
    reading = read(fetched(summary(type="disambiguation"), summary_url("Heat")))
    assert reading.outcome is Outcome.WRONG_TITLE


@pytest.mark.parametrize("listed", [True, False], ids=["version 2", "version 1"])
def test_a_batch_is_one_record_a_page_that_exists(listed):
    pages = [
        {"pageid": 1, "title": "Once Were Warriors (film)", "description": "1994 film"},
        {"title": "Nowhere at all", "missing": True},
        {"pageid": 3, "title": "Heat", "pageprops": {"disambiguation": ""}, "extract": "Heat:"},
    ]
    query = {
        "pages": pages if listed else {str(at): page for at, page in enumerate(pages)},
        "redirects": [{"from": "Warriors once", "to": "Once Were Warriors (film)"}],
    }
    reading = read(fetched({"query": query}, extracts_url(["x"]), title_id="movie/1"))
    assert [record.source_id for record in reading.records] == ["Once Were Warriors (film)", "Heat"]
    film, other = reading.records
    assert (film.kind, film.title, film.year) == ("movie", "Once Were Warriors", 1994)
    assert [name.name for name in film.names] == ["Once Were Warriors (film)", "Warriors once"]
    assert (other.kind, {record.title_id for record in reading.records}) == ("other", {""})


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        ({"pages": []}, 200, Outcome.NOT_FOUND),
        ({"query": {"pages": [{"title": "X", "missing": True}]}}, 200, Outcome.NOT_FOUND),
        ({"error": {"code": "maxlag", "info": "Waiting"}}, 200, Outcome.UNREACHABLE),
        ({"error": {"code": "ratelimited"}}, 200, Outcome.RATE_LIMITED),
        ({"httpCode": 404, "httpReason": "Not Found"}, 404, Outcome.NOT_FOUND),
        ({"httpCode": 429}, 429, Outcome.RATE_LIMITED),
        (b"", 200, Outcome.PARSE_FAILED),
        (b'{"pages": [{"id": 22989, "ke', 200, Outcome.PARSE_FAILED),
        ([], 200, Outcome.PARSE_FAILED),
    ],
)
def test_what_is_no_page_has_its_own_outcome(body, status, outcome):
    reading = read(fetched(body, search_url("x"), status=status))
    assert reading.outcome is outcome
    assert_keeps_the_contract(reading)


@needs_recorded
def test_recorded_searches():
    paris = only_record(read(fetched(recorded("wikimedia/search-page-paris.json"), "")))
    assert (paris.source_id, paris.title, paris.kind) == ("Paris", "Paris", "other")
    asked = "https://api.wikimedia.org/core/v1/commons/search/page?q=warbler"
    bird = only_record(read(fetched(recorded("wikimedia/search-page-commons-warbler.json"), asked)))
    assert (bird.kind, bird.source_id[:5]) == ("other", "File:")
    assert bird.url is not None
    assert bird.url.startswith("https://commons.wikimedia.org/wiki/File:Yellow-rumped_warbler_")


@needs_recorded
def test_the_recorded_dump():
    lines = recorded("wikimedia/enwiki-abstract-anarchism.xml").decode().splitlines(keepends=True)
    (article,) = abstracts(lines)
    assert (article.url, article.title) == ("https://en.wikipedia.org/wiki/Anarchism", "Anarchism")
    assert (article.abstract or "").startswith("Anarchism is a political philosophy")
    assert (article.abstract or "").endswith("voluntary free associations.")


def doc(title, url, abstract):
    return [
        "<doc>\n",
        f"<title>Wikipedia: {title}</title>\n",
        f"<url>{url}</url>\n",
        f"<abstract>{abstract}</abstract>\n",
        "<links><sublink><anchor>A</anchor><link>https://x.invalid/A#B</link></sublink></links>\n",
        "</doc>\n",
    ]


def test_the_dump_is_read_line_by_line():
    url = "https://en.wikipedia.org/wiki/"
    lines = [
        *doc("Up (2009 film)", f"{url}Up", "Up is a film by Pete Docter &amp; Bob Peterson."),
        *doc("Debris", f"{url}Debris", "| name = Debris"),
        *doc("Broken", f"{url}Broken", "Broken is a film\nin two lines."),
        *["<doc>\n", "<title>Wikipedia: Bare</title>\n", f"<url>{url}Bare</url>\n"],
        *["<abstract />\n", "</doc>\n", "<doc>\n", "<title>Wikipedia: Cut"],
    ]
    split = "".join(lines).splitlines(keepends=True)
    assert list(abstracts(split)) == [
        Abstract(f"{url}Up", "Up (2009 film)", "Up is a film by Pete Docter & Bob Peterson."),
        Abstract(f"{url}Debris", "Debris", None),
        Abstract(f"{url}Broken", "Broken", "Broken is a film in two lines."),
        Abstract(f"{url}Bare", "Bare", None),
    ]


def test_the_dump_is_never_held_whole():
    endless = chain(doc("A", "https://en.wikipedia.org/wiki/A", "A is a film here."), repeat("x\n"))
    assert next(abstracts(endless)).title == "A"


@pytest.mark.parametrize(
    ("given_lead", "clean"),
    [
        ("For the 1989 film, see Heat (1989).\nHeat is a 1995 film.", "Heat is a 1995 film."),
        ("Ran (, ) is a 1985 film.[2]", "Ran is a 1985 film."),
        ("{{Infobox film | name = Heat}}", None),
        ("lobby card", None),
        ("thumb|right|A poster", None),
        ("", None),
        (None, None),
    ],
)
def test_leads_are_sentences_or_nothing(given_lead, clean):
    assert clean_lead(given_lead) == clean


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ({"wikidata_classes": ("Q11424",), "description": "American actor"}, "film"),
        ({"wikidata_classes": ("Q5",), "extract": "Heat is a 1995 film."}, "person"),
        ({"wikidata_classes": ("Q4176708",)}, "other"),
        ({"wikidata_classes": ("Q999999999",), "description": "2010 film"}, "film"),
        ({"description": "American film director (born 1943)"}, "person"),
        ({"description": "1995 soundtrack album by Elliot Goldenthal"}, "other"),
        ({"description": "American animated television series"}, "series"),
        ({"description": "American action film series"}, "franchise"),
        ({"description": "Topics referred to by the same term"}, "other"),
        ({"description": "American film production company"}, "other"),
        ({"description": "Novel by Frank Herbert"}, "other"),
        ({"categories": ("Category:1995 films", "Category:1995 crime films")}, "film"),
        ({"categories": ("Category:1943 births", "Category:Living people")}, "person"),
        ({"categories": ("Category:Film soundtracks",)}, "other"),
        ({"categories": ("Category:American film series",)}, "franchise"),
        ({"name": "Heat (1995 film)"}, "film"),
        ({"name": "Heat (soundtrack)"}, "other"),
        ({"name": "Heat (TV series)"}, "series"),
        ({"name": "Heat (franchise)"}, "franchise"),
        ({"name": "Heat (actor)"}, "person"),
        ({"extract": "Heat is the fourth in a series of eight films about a cop."}, "film"),
        ({"extract": "Heat may refer to:\nHeat (1995 film), a film"}, "other"),
        ({"name": "Heat"}, "other"),
    ],
)
def test_the_film_test_goes_by_the_best_sign(signs, expected):
    assert page_class(Signs(**({"name": "Heat"} | signs))) == expected


def labelled_articles():
    """Address, first sentences and class: non-films by eye, films by what the brackets say."""
    rows = {}
    for file in sorted(ARTICLES.glob("*.json")):
        for row in json.loads(file.read_text(encoding="utf-8")):
            if row.get("href") and row.get("extract"):
                rows.setdefault(row["href"], row["extract"])
    by_brackets = [href for href in rows if re.search(r"film\)$", href) and href not in LABELS]
    films = by_brackets[::20]
    return [
        *((href, rows[href], label) for href, label in LABELS.items() if href in rows),
        *((href, rows[href], "film") for href in films),
    ]


@needs_articles
def test_the_confusion_matrix(tell):
    """Only names without brackets and first sentences are given: the hardest case there is."""
    counts = Counter()
    wrong = []
    articles = labelled_articles()
    for href, extract, label in articles:
        name = re.sub(r"_\([^()]*\)$", "", unquote(href.partition("#")[0])).replace("_", " ")
        said = page_class(Signs(name=name, extract=extract))
        counts[label, said] += 1
        wrong += [f"{href}: {label}, taken for {said}"] if said != label else []
    tell("Wikipedia's film test, first sentences only; rows are what the articles are")
    tell(f"{'':10}" + "".join(f"{name:>10}" for name in CLASSES))
    for label in CLASSES:
        tell(f"{label:10}" + "".join(f"{counts[label, said]:10}" for said in CLASSES))
    for line in wrong:
        tell(line)
    assert len(articles) >= 500
    films_found = counts["film", "film"]
    assert films_found / sum(counts["film", said] for said in CLASSES) >= 0.985
    assert films_found / sum(counts[label, "film"] for label in CLASSES) >= 0.985
    assert len(wrong) / len(articles) <= 0.03


def test_addresses_are_read_back():
    asked = ["Heat (1995 film)", "Face/Off", "Tom & Jerry"]
    assert asked_articles(extracts_url(asked)) == ("Face/Off", "Heat (1995 film)", "Tom & Jerry")
    assert bare_title("Dune (novel)") == ("Dune (novel)", None)


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_get_an_outcome(body):
    assert_keeps_the_contract(read(fetched(body, summary_url("x"))))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "pages",
                    "query",
                    "error",
                    "title",
                    "key",
                    "pageid",
                    "extract",
                    "description",
                    "pageprops",
                    "titles",
                    "redirects",
                    "canonical",
                    "type",
                    "from",
                    "to",
                    "missing",
                    "categories",
                    "excerpt",
                    "wikibase_item",
                    "code",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200)
@given(JSON)
def test_any_json_gets_an_outcome(value):
    assert_keeps_the_contract(read(fetched(value, summary_url("x"))))


@given(st.text(max_size=300))
def test_any_words_get_a_class(words):
    signs = Signs(name=words, description=words, extract=words, categories=(words,))
    assert page_class(signs) in CLASSES
    assert clean_lead(words) is None or clean_lead(words)
    list(abstracts(words.splitlines(keepends=True)))
