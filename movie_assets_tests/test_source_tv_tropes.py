"""TV Tropes' pages, against figures counted by hand; subpages, refusals and broken pages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_answers import (
    assert_keeps_the_contract,
    cost_beside_whole_pages,
    fetched,
    needs_recorded,
    only_record,
    recorded,
)

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.tv_tropes import (
    TV_TROPES,
    choices,
    page_url,
    read,
    subpages,
    with_subpages,
    works_in_index,
)

# File: page, title, year, kind, number of tropes, first and last of them; counted by eye.
TRUTHS = {
    "2019/tmp.html": ("", None, None, None, 148, "Aborted Arc", "Your Magic's No Good Here"),
    "2020/literature-ahriman-trilogy.html": (
        "Literature/AhrimanTrilogy",
        "Ahriman Trilogy",
        None,
        "other",
        41,
        "Action Girl",
        "Waif-Fu",
    ),
    "2020/literature-akata-witch.html": (
        "Literature/AkataWitch",
        "Akata Witch",
        None,
        "other",
        103,
        "419 Scam",
        "Worthless Yellow Rocks",
    ),
    "2023/anewhope.html": (
        "Film/ANewHope",
        "A New Hope",
        1977,
        "movie",
        354,
        "2-D Space",
        "You Said You Would Let Them Go",
    ),
    "2023/attackontitan.html": (
        "Manga/AttackOnTitan",
        "Attack on Titan",
        2009,
        "other",
        0,
        None,
        None,
    ),
    "2023/film1.html": (
        "Film/Aadai",
        "Aadai",
        2019,
        "movie",
        32,
        "Abandoned Office Building",
        "Yank the Dog's Chain",
    ),
    "2023/film3.html": (
        "Film/AbacusSmallEnoughToJail",
        "Abacus: Small Enough to Jail",
        2016,
        "movie",
        15,
        "Blatant Lies",
        '"Where Are They Now?" Epilogue',
    ),
    "2023/film5.html": (
        "Film/AbandonedMine",
        "Abandoned Mine",
        2012,
        "movie",
        10,
        "Abandoned Mine",
        "Token Minority",
    ),
    "2023/oldboy-laconic.html": ("Laconic/Oldboy2003", "Oldboy", 2003, "other", 0, None, None),
    "2023/oldboy-trivia.html": (
        "Trivia/Oldboy2003",
        "Oldboy",
        2003,
        "other",
        5,
        "Dyeing for Your Art",
        "What Could Have Been",
    ),
    "2023/oldboy-ymmv.html": (
        "YMMV/Oldboy2003",
        "Oldboy",
        2003,
        "other",
        13,
        "Adaptation Displacement",
        "Unintentionally Unsympathetic",
    ),
    "2023/theavengers-tropesAtoD.html": (
        "TheAvengers/TropesAToD",
        "Tropes A to D",
        None,
        "other",
        238,
        "20% More Awesome",
        "Dysfunction Junction",
    ),
    "2023/theavengers2012.html": (
        "Film/TheAvengers2012",
        "The Avengers",
        2012,
        "movie",
        0,
        None,
        None,
    ),
}
NO_WORKS = ("2023/changes-new-edits.html", "2023/film-index-page1.html", "2023/oldboy-history.html")
PARTS = tuple(f"TheAvengers/Tropes{part}" for part in ("AToD", "EToL", "MToP", "QToZ"))


def figures(record):
    tropes = record.tropes
    ends = (tropes[0], tropes[-1]) if tropes else (None, None)
    return (record.source_id, record.title, record.year, record.kind, len(tropes), *ends)


@needs_recorded
def test_every_recorded_page_is_read_exactly(tell):
    misses = []
    for path, truth in TRUTHS.items():
        reading = read(fetched(recorded(f"tvtropes/{path}"), ""))
        got = figures(reading.records[0]) if reading.records else (reading.outcome,)
        misses += [(path, truth, got)] if got != truth else []
        assert_keeps_the_contract(reading)
    for path in NO_WORKS:
        outcome = read(fetched(recorded(f"tvtropes/{path}"), "")).outcome
        misses += [(path, outcome)] if outcome != Outcome.PARSE_FAILED else []
    tell(f"TV Tropes: {len(misses)} misses of {len(TRUTHS) * 7 + len(NO_WORKS)} figures")
    assert misses == []


@needs_recorded
def test_a_page_costs_a_fifth_of_its_whole_tree_at_most(tell):
    bodies = [recorded(f"tvtropes/{path}") for path in TRUTHS]
    ours, whole = cost_beside_whole_pages(read, bodies, "")
    tell(
        f"TV Tropes: {ours:.1f} core-ms a page, {ours / whole:.3f} of its whole tree's {whole:.1f}"
    )
    assert ours < whole / 5  # .13 to .15 by the machine


@needs_recorded
def test_a_recorded_work_and_its_subpage_are_put_together():
    answer = fetched(
        recorded("tvtropes/2023/theavengers2012.html"), page_url("Film/TheAvengers2012")
    )
    assert subpages(answer) == PARTS
    work = read(answer)
    assert work.outcome is Outcome.FOUND
    assert work.detail is not None
    assert "TheAvengers/TropesAToD" in work.detail
    part = read(fetched(recorded("tvtropes/2023/theavengers-tropesAtoD.html"), page_url(PARTS[0])))
    record = only_record(with_subpages(work, [part, part]))
    assert (record.source_id, len(record.tropes)) == ("Film/TheAvengers2012", 238)
    assert record.parser_version == TV_TROPES.parser_version


@needs_recorded
def test_the_recorded_index_lists_500_works():
    listing = works_in_index(fetched(recorded("tvtropes/2023/film-index-page1.html"), ""))
    assert (listing.outcome, len(listing.items), listing.items[0]) == (
        Outcome.FOUND,
        500,
        "Film/Aadai",
    )
    assert listing.last_page >= 3


def link(page, words=None, *, cls="twikilink", host=""):
    href = f"{host}/pmwiki/pmwiki.php/{page}"
    return f"<a class='{cls}' title='{href}' href='{href}'>{words or page.partition('/')[2]}</a>"


def wiki(article, *, page="Film/Heat1995", heading="Heat (1995)", tail="</html>"):
    namespace = page.partition("/")[0]
    return (
        f"<!DOCTYPE html><html><head><title>{heading} ({namespace}) - TV Tropes</title>"
        f'<meta property="og:url" content="https://tvtropes.org/pmwiki/pmwiki.php/{page}">'
        f"</head><body><ul><li>{link('Main/Navigation')}</li></ul>"
        f'<h1 itemprop="headline" class="entry-title"><strong>{namespace} / </strong>{heading}</h1>'
        f'<div id="main-article" class="article-content">{article}</div>'
        f"<div><ul><li>{link('Main/Footer')}</li></ul></div></body>{tail}"
    ).encode()


ARTICLE = f"""
<p>By {link("Creator/MichaelMann")}.</p>
<ul><li> {link("Main/AntiHero", "Anti-Hero &amp; <em>Villain</em>")}: words
  <ul><li>{link("Main/NotThisOne")}</li></ul></li>
<li><em>{link("Film/Ronin1998")}</em> is like it. {link("Main/NorThis")}</li>
<li>no link at all</li>
<li><a class="urllink" href="https://example.org">out</a>
{link("Main/BankRobbery", "Bank Robbery")}</li>
<!-- <li>{link("Main/Commented")}</li> --></ul>
<ol><li>{link("Main/Numbered")}</li></ol>
<div class="folderlabel">A-B</div><div class="folder"><div>
<UL><LI>{link("Main/TheCaper", "The Caper", host="https://tvtropes.org")}
<LI>{link("Main/AntiHero", "Anti-Hero &amp; <em>Villain</em>")}</UL></div></div>
"""


def test_the_first_link_of_a_top_level_item_is_its_trope():
    record = only_record(
        read(fetched(wiki(ARTICLE), page_url("Film/Heat1995"), title_id="movie/949"))
    )
    assert record.tropes == ("Anti-Hero & Villain", "Bank Robbery", "The Caper")
    assert (record.title, record.year, record.kind) == ("Heat", 1995, "movie")
    assert [name.name for name in record.names] == ["Heat (1995)"]
    assert (record.title_id, record.url) == (
        "movie/949",
        "https://tvtropes.org/pmwiki/pmwiki.php/Film/Heat1995",
    )


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("Film/X", "movie"),
        ("Series/X", "tv"),
        ("Anime/X", None),
        ("WesternAnimation/X", None),
        ("VideoGame/X", "other"),
        ("Franchise/X", "other"),
    ],
)
def test_the_namespace_is_the_kind(page, kind):
    assert only_record(read(fetched(wiki(ARTICLE, page=page), ""))).kind == kind


def test_a_trope_called_like_a_subpage_is_none():
    parts = [link(page) for page in ("Main/TropesAreTools", "Heat/TropesAToD")]
    page = fetched(
        wiki(f"<ul><li>{parts[0]}</li><li>{parts[1]}</li></ul>"), page_url("Film/Heat1995")
    )
    assert subpages(page) == ("Heat/TropesAToD",)


def test_a_page_without_tropes_is_no_failure():
    reading = read(fetched(wiki("<p>Words.</p>"), page_url("Film/Heat1995")))
    assert reading.outcome is Outcome.NO_SCORE_YET
    assert only_record(reading).tropes == ()


def test_another_page_than_the_one_asked_for_has_moved():
    reading = read(fetched(wiki(ARTICLE), f"{page_url('Film/Heat')}?from=Main.Heat"))
    assert (reading.outcome, reading.moved_to, reading.records) == (
        Outcome.MOVED,
        "Film/Heat1995",
        (),
    )
    assert read(fetched(wiki(ARTICLE), page_url("film/heat1995"))).outcome is Outcome.FOUND


def test_a_disambiguation_page_names_its_works():
    works = ["Film/Heat1986", "Film/Heat1995", "VideoGame/Heat"]
    listed = "".join(f"<li>{link(work)}</li>" for work in works)
    article = f"<p><em>Heat</em> may refer to:</p><ul>{listed}</ul>"
    for page in ("Main/Heat", "Disambiguation/Heat"):
        answer = fetched(wiki(article, page=page, heading="Heat"), page_url("Film/Heat"))
        assert read(answer).outcome is Outcome.WRONG_TITLE
        assert choices(answer) == tuple(works)


@pytest.mark.parametrize(
    "said",
    [
        "We don't have an article named <b>Film</b>/Heat, exactly.",
        "<b>Inexact title.</b> See the list below.",
        "This page was cut for reason: nothing here.",
    ],
)
def test_a_page_that_says_there_is_none_is_not_found(said):
    reading = read(fetched(wiki(f"<p>{said}</p>"), page_url("Film/Heat1995")))
    assert (reading.outcome, reading.records) == (Outcome.NOT_FOUND, ())


def test_a_trope_may_be_worded_like_a_refusal():
    article = f"<p>This page was cut from the film.</p>{ARTICLE}"
    assert read(fetched(wiki(article), "")).outcome is Outcome.FOUND


def test_a_page_cut_short_says_so():
    whole = wiki(ARTICLE)
    reading = read(fetched(whole[: whole.index(b"<LI>")], ""))
    assert only_record(reading).tropes == ("Anti-Hero & Villain", "Bank Robbery")
    assert "cut short" in (reading.detail or "")


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        (b"<html><title>Just a moment...</title></html>", 403, Outcome.BLOCKED),
        (b"<html><title>Just a moment...</title></html>", 200, Outcome.BLOCKED),
        (b"<html><script>window._cf_chl_opt={}</script></html>", 200, Outcome.BLOCKED),
        (b"", 429, Outcome.RATE_LIMITED),
        (b"<html>We don't have it</html>", 404, Outcome.NOT_FOUND),
        (b"", 503, Outcome.UNREACHABLE),
        (b"", 200, Outcome.PARSE_FAILED),
        (b"<html><body><div id='app'></div></body></html>", 200, Outcome.PARSE_FAILED),
    ],
)
def test_walls_and_errors_are_told_apart(body, status, outcome):
    reading = read(fetched(body, page_url("Film/Heat"), status=status))
    assert reading.outcome is outcome
    assert_keeps_the_contract(reading)


PIECES = st.lists(
    st.sampled_from(
        [
            "<ul>",
            "</ul>",
            "<li>",
            "</li>",
            "<ol>",
            "</ol>",
            "<div>",
            "</div>",
            "x",
            "<!--",
            "-->",
            link("Main/A"),
            link("Film/B"),
            "<a class=twikilink>",
            "\x00",
            "&#55555;",
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=200)
@given(PIECES)
def test_any_nesting_gets_an_outcome(article):
    reading = read(fetched(wiki(article), ""))
    assert_keeps_the_contract(reading)
    assert (
        all(trope != "Main/A" for trope in reading.records[0].tropes) if reading.records else True
    )


@given(st.binary(max_size=300), st.integers(0, 900))
def test_any_bytes_get_an_outcome(noise, cut):
    for body in (noise, wiki(ARTICLE)[:cut] + noise):
        answer = fetched(body, page_url("Film/Heat1995"))
        assert_keeps_the_contract(read(answer))
        subpages(answer), choices(answer), works_in_index(answer)
