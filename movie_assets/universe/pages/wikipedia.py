"""Wikipedia's services: search, page summaries, extracts in batches. Which articles: beside.

Pure: (encyclopedia, request) → answer, for en.wikipedia.org and api.wikimedia.org.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from movie_assets.universe.chance import digest
from movie_assets.universe.messages import Answer, Request, json_answer
from movie_assets.universe.pages.wikipedia_articles import (
    Article,
    Encyclopedia,
    described,
    lead,
    words,
)

SITE = "https://en.wikipedia.org"
# As the real one has it: it keeps crawlers from the services that programs are invited to use.
ROBOTS = (
    "User-agent: *\nAllow: /w/api.php?action=mobileview&\nAllow: /w/load.php?\n"
    "Allow: /api/rest_v1/?doc\nAllow: /w/rest.php/site/v1/sitemap\nDisallow: /w/\n"
    "Disallow: /api/\nDisallow: /trap/\nDisallow: /wiki/Special:\n"
)
API_ROBOTS = "User-agent: *\nDisallow: /wiki/Special:\n"
_SUMMARY = re.compile(r"/api/rest_v1/page/summary/(.+)")
_SEARCH = ("/w/rest.php/v1/search/page", "/core/v1/wikipedia/en/search/page")
_EXTRACTS = 20  # introductions an answer
_TITLES = 50  # titles a request
Json = dict[str, Any]


def wikipedia_answer(book: Encyclopedia, request: Request) -> Answer:
    """Answer a request to en.wikipedia.org or api.wikimedia.org.

    Errors: 403 without a User-Agent; 404 as JSON for another path or a page that is missing; API
            errors are 200 with `error`, as MediaWiki's are.
    """
    if not request.headers.get("user-agent"):
        return json_answer({"error": "Please set a user-agent and respect our robot policy"}, 403)
    summary = _SUMMARY.fullmatch(request.path)
    if summary:
        return _summary(book, summary[1])
    if request.path in _SEARCH:
        return _search(book, request)
    if request.path == "/w/api.php":
        return json_answer(_query(book, request))
    return json_answer(
        {"httpCode": 404, "httpReason": "Not Found", "messageTranslations": {"en": "No route"}}, 404
    )


def _search(book: Encyclopedia, request: Request) -> Answer:
    limit = request.query.get("limit", "50")
    query = request.query.get("q", "")
    if not query or not limit.isdigit() or not 1 <= int(limit) <= 100:
        return json_answer({"errorKey": "paramvalidator-badinteger", "httpCode": 400,
                            "httpReason": "Bad Request"}, 400)  # fmt: skip
    hits = book.found(query, int(limit))
    return json_answer({"pages": [_hit(article, words(query)) for article in hits]})


def _hit(article: Article, wanted: Sequence[str]) -> Json:
    marked = " ".join(
        f'<span class="searchmatch">{escape(word)}</span>' if words(word)[:1] and
        words(word)[0] in wanted else escape(word)
        for word in lead(article).split(" ")
    )  # fmt: skip
    return {"id": _number(article), "key": article.key, "title": article.name,
            "excerpt": marked, "matched_title": None, "anchor": None,
            "description": described(article), "thumbnail": None}  # fmt: skip


def _number(article: Article) -> int:
    return 10_000 + int(digest(article.key, "page")[:7], 16)


def _summary(book: Encyclopedia, name: str) -> Answer:
    key = book.resolved(name)
    article = book.articles.get(key)
    if article is None:
        missing = {"type": "https://mediawiki.org/wiki/HyperSwitch/errors/not_found",
                   "title": "Not found.", "method": "get", "detail": "Page or revision not found.",
                   "uri": f"/en.wikipedia.org/v1/page/summary/{name}"}  # fmt: skip
        return json_answer(missing, 404)
    if key != name:
        return Answer(status=302, headers={"Location": quote(key, safe="(),:!'")})
    return json_answer(_summary_of(article))


def _summary_of(article: Article) -> Json:
    name, text = article.name, lead(article)
    page = f"{SITE}/wiki/{quote(article.key)}"
    told: Json = {
        "type": "disambiguation" if article.what == "disambiguation" else "standard",
        "title": name, "displaytitle": f"<i>{escape(name)}</i>", "namespace": {"id": 0, "text": ""},
        "titles": {"canonical": article.key, "normalized": name, "display": escape(name)},
        "pageid": _number(article), "lang": "en", "dir": "ltr", "description": described(article),
        "description_source": "local", "content_urls": {"desktop": {"page": page}},
        "extract": text, "extract_html": f"<p>{escape(text)}</p>",
    }  # fmt: skip
    item = _item(article)
    return told | ({"wikibase_item": item} if item else {})


def _item(article: Article) -> str | None:
    """Give the Wikidata item of a film's or show's article; other things have none here."""
    if article.title is None or article.what not in ("film", "series"):
        return None
    return article.title.wikidata_id


def _query(book: Encyclopedia, request: Request) -> Json:
    """Answer `action=query`: the asked titles resolved step by step, as MediaWiki tells it."""
    asked = [name for name in request.query.get("titles", "").split("|") if name]
    if request.query.get("action") != "query" or not asked:
        return {"error": {"code": "missingparam", "info": "The titles parameter must be set."}}
    if len(asked) > _TITLES:
        return {"error": {"code": "toomanyvalues", "info": f"Too many values: at most {_TITLES}"}}
    names = [(name, _normalised(name)) for name in asked]
    leads_to = {
        plain: book.redirects[key].replace("_", " ")
        for _, plain in names
        if (key := plain.replace(" ", "_")) in book.redirects
    }
    answer: Json = {}
    normalised = [{"fromencoded": False, "from": name, "to": plain}
                  for name, plain in names if name != plain]  # fmt: skip
    if normalised:
        answer["normalized"] = normalised
    if leads_to and "redirects" in request.query:
        answer["redirects"] = [{"from": old, "to": new} for old, new in leads_to.items()]
        names = [(name, leads_to.get(plain, plain)) for name, plain in names]
    start = int(request.query.get("excontinue") or 0)
    shown = list(dict.fromkeys(plain for _, plain in names))
    pages = [_query_page(book, name, request, start <= place < start + _EXTRACTS)
             for place, name in enumerate(shown)]  # fmt: skip
    plain_list = request.query.get("formatversion") == "2"
    answer["pages"] = pages if plain_list else {
        str(page.get("pageid", -1 - place)): page for place, page in enumerate(pages)
    }  # fmt: skip
    if "extracts" in request.query.get("prop", "") and start + _EXTRACTS < len(shown):
        more = {"excontinue": start + _EXTRACTS, "continue": "||description|pageprops"}
        return {"continue": more, "query": answer}
    return {"batchcomplete": True, "query": answer}


def _normalised(name: str) -> str:
    spaced = name.strip().replace("_", " ")
    return spaced[:1].upper() + spaced[1:]


def _query_page(book: Encyclopedia, name: str, request: Request, with_extract: bool) -> Json:
    article = book.articles.get(name.replace(" ", "_"))
    if article is None:
        return {"ns": 0, "title": name, "missing": True}
    props = request.query.get("prop", "").split("|")
    page: Json = {"pageid": _number(article), "ns": 0, "title": name}
    if "extracts" in props and with_extract:
        page["extract"] = lead(article)
    if "description" in props:
        page |= {"description": described(article), "descriptionsource": "local"}
    if "pageprops" in props:
        item = _item(article)
        found: Json = {"wikibase_item": item} if item else {}
        if article.what == "disambiguation":
            found["disambiguation"] = ""
        page |= {"pageprops": found} if found else {}
    if "categories" in props:
        page["categories"] = [
            {"ns": 14, "title": f"Category:{kind}"} for kind in _categories(article)
        ]
    return page


def _categories(article: Article) -> list[str]:
    year = article.title.year if article.title else None
    if article.what == "film":
        return [f"{year} films"] if year else ["Films"]
    if article.what == "series":
        return [f"{year} television series debuts"]
    plural = {"person": "Living people", "disambiguation": "Disambiguation pages"}
    return [plural.get(article.what, f"{article.what.capitalize()}s")]
