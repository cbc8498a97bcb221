"""What sources answer instead of an answer: limits, walls, captchas, errors. When: `faults`."""

from collections.abc import Callable, Mapping

from movie_assets.universe.messages import Answer, json_answer, text_answer

_AWS = ("www.imdb.com",)  # the other hosts' walls are Cloudflare's
CHALLENGE_HEADERS = {
    "aws": {"x-amzn-waf-action": "challenge"},
    "other": {"cf-mitigated": "challenge"},
}


def rate_limited(host: str, retry_after: str | None) -> Answer:
    """429 with Retry-After (seconds or a date), or without; TMDB's as JSON."""
    if host == "api.themoviedb.org":
        text = "Your request count (41) is over the allowed limit of 40."
        limited = json_answer({"status_code": 25, "status_message": text}, 429)
    else:
        limited = _page("Too Many Requests", "<h1>Too many requests</h1>", 429)
    after = {"Retry-After": retry_after} if retry_after is not None else {}
    return Answer(status=429, headers={**limited.headers, **after}, body=limited.body)


def forbidden(_host: str) -> Answer:
    """403 with a page that says so."""
    return _page("Access denied", "<h1>Access denied</h1>", 403)


def challenge(host: str) -> Answer:
    """202 with a header that names the challenge, and a page that only a browser gets past."""
    body = '<div id="challenge-container"></div><script>window.gokuProps = {};</script>'
    page = _page("", body, 202)
    wall = CHALLENGE_HEADERS["aws" if host in _AWS else "other"]
    return Answer(status=202, headers={**page.headers, **wall}, body=page.body)


def captcha(_host: str) -> Answer:
    """A captcha with 200, as if it were the page."""
    form = '<form><div class="g-recaptcha" data-sitekey="0"></div></form>'
    return _page("Are you a human?", form, 200)


def request_error(_host: str) -> Answer:
    """A refusal with 200, told only by its title."""
    return _page("Request Error (403)", "<p>This request was refused.</p>", 200)


def server_error(_host: str) -> Answer:
    """500."""
    return _page("Internal error", "<h1>Internal error</h1>", 500)


def gone(_host: str) -> Answer:
    """410."""
    return _page("Gone", "<h1>Gone</h1>", 410)


def empty(_host: str) -> Answer:
    """200 without a body."""
    return text_answer("", content_type="text/html")


def _page(title: str, body: str, status: int) -> Answer:
    text = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return text_answer(text, status, "text/html")


WALLS: Mapping[str, Callable[[str], Answer]] = {
    "forbidden": forbidden,
    "challenge": challenge,
    "captcha": captcha,
    "request_error": request_error,
    "server_error": server_error,
    "gone": gone,
    "empty": empty,
}
