"""Words by which Wikipedia's articles say what they are of. Reading them: `wikipedia_pages`.

Tried on the first sentences of 34,000 articles; each word stands here because some article
needed it.
"""

from __future__ import annotations

import re
from typing import Literal

PageClass = Literal["film", "series", "franchise", "person", "other"]

# Wikidata's classes (P31); a class that is none of these says nothing, its neighbours may.
CLASSES: dict[str, PageClass] = {
    **dict.fromkeys(
        [
            "Q11424",
            "Q24862",
            "Q24869",
            "Q202866",
            "Q226730",
            "Q506240",
            "Q93204",
            "Q20650540",
            "Q29168811",
            "Q17517379",
            "Q1261214",
            "Q130232",
            "Q157443",
            "Q188473",
            "Q200092",
            "Q471839",
        ],
        "film",
    ),
    **dict.fromkeys(
        [
            "Q5398426",
            "Q1259759",
            "Q581714",
            "Q63952888",
            "Q526877",
            "Q117467246",
            "Q15416",
            "Q1366112",
            "Q399811",
            "Q23745",
        ],
        "series",
    ),
    **dict.fromkeys(["Q24856", "Q13593818", "Q196600"], "franchise"),
    "Q5": "person",
    **dict.fromkeys(
        [
            "Q482994",
            "Q4176708",
            "Q208569",
            "Q7366",
            "Q134556",
            "Q105543609",
            "Q8261",
            "Q571",
            "Q7725634",
            "Q47461344",
            "Q25379",
            "Q7889",
            "Q4167410",
            "Q1004",
            "Q277759",
            "Q11032",
            "Q41298",
            "Q49084",
            "Q1344",
            "Q2743",
            "Q618779",
            "Q220505",
            "Q1762059",
            "Q15773347",
            "Q95074",
            "Q15632617",
            "Q21191270",
            "Q3464665",
            "Q13406463",
            "Q1667921",
            "Q21198342",
        ],
        "other",
    ),
}

# What a phrase may end with, most telling first: the noun at its head decides.
_HEAD_NOUNS: tuple[tuple[PageClass, str], ...] = (
    (
        "franchise",
        r"(?:media |multimedia |film |movie |entertainment )?franchise|shared universe|"
        r"(?:film|movie|cartoon|theatrical|short(?:s| film| subject)?|feature) series|"
        r"(?:film |movie )?(?<!novel )(?<!book )"
        r"(?:trilogy|tetralogy|duology|pentalogy|hexalogy|saga)",
    ),
    (
        "other",
        r"(?:book|novel|comic(?: book)?|manga|radio|audio|lecture|concert|video game|game|"
        r"toy|fantasy|light novel|paperback|pulp|podcast|sound recording|world|racing) series|"
        r"radio (?:drama|serial|show|play|comedy|programme|program)|(?:stage )?play|opera",
    ),
    (
        "film",
        r"(?:tele|docu|mocku|bio)?films?|movies?|telefilm|motion pictures?|photoplay|"
        r"featurettes?|documentar(?:y|ies)|docudrama|mockumentary|biopic|tele(?:play|movie)|"
        r"(?:film |movie |chapter |cliffhanger )?serial|cartoon|talkie|part-talkie|two-reeler|"
        r"(?:animated |live-action |cartoon |silent )?shorts?(?: subject)?|silent feature|"
        r"(?:tv|television|series|backdoor) pilot|film[ -](?:noir|musical)|"
        r"(?:film|screen|television|movie) (?:adaptation|version|drama|comedy|musical|remake|"
        r"biography)|(?:tv|television|christmas|comedy|holiday|halloween|animated) special",
    ),
    (
        "series",
        r"(?:tv|television|web|streaming|anime|animated|drama|comedy|reality|documentary|"
        r"anthology|sitcom|docu|mini|limited|crime|thriller|cartoon television|variety|"
        r"children's|science fiction|original|net|sketch comedy|detective|western) ?"
        r"(?:mini-?)?(?:series|show|serial|programme|program)|mini-?series|docuseries|sitcom|"
        r"soap opera|telenovela|dorama|k-drama|(?:tv|television|streaming) (?:drama|comedy)|"
        r"(?:chat|talk|game|quiz|variety|news) show",
    ),
    (
        "person",
        r"actor|actress|(?:film|television|theatre|theater|stage|screen|music|video|movie)?\s?"
        r"(?:director|producer|maker)|filmmaker|screenwriter|writer|author|novelist|poet|"
        r"playwright|singer(?:-songwriter)?|songwriter|musician|composer|comedian|"
        r"cinematographer|entertainer|dancer|choreographer|animator|cartoonist|journalist|"
        r"politician|statesman|president|philosopher|historian|soldier|general|officer|lawyer|"
        r"wrestler|boxer|footballer|athlete|player|racer|driver|model|rapper|businessman|"
        r"businesswoman|entrepreneur|activist|artist|painter|sculptor|photographer|"
        r"physicist|scientist|explorer|aviator|outlaw|criminal|gangster|serial killer|"
        r"murderer|king|queen|emperor|saint|personality|broadcaster|presenter|host|editor|"
        r"critic|dramatist|essayist|magician|stuntman|performer|vaudevillian|impresario|"
        r"drummer|guitarist|pianist|bandleader|conductor|lyricist|librettist|soprano|tenor|"
        r"vocalist|suffragist|nurse|physician|engineer|inventor|architect|economist|judge",
    ),
)
HEADS: tuple[tuple[PageClass, re.Pattern[str]], ...] = tuple(
    (page_class, re.compile(rf"(?:.*\s|.*[-/]|)(?:{nouns})", re.IGNORECASE))
    for page_class, nouns in _HEAD_NOUNS
)

# Genres that films go by without the word; what stands with them has to speak of a film.
GENRE = re.compile(
    r".*\b(?:drama|comedy|comedy-drama|melodrama|western|thriller|romance|mystery|adventure|"
    r"musical|fantasy|horror|farce|story|noir|revue|spoof|parody|feature|epic|anthology|crime|"
    r"production|remake|swashbuckler|tragedy|satire|dramedy|whodunit|slapstick|picture|sequel|"
    r"dramatization)",
    re.IGNORECASE,
)
FILMED = re.compile(
    r"\bdirected by\b|\bsilent\b|\bpre-code\b|\bstarring\b|\bmotion picture\b|\btalking\b|"
    r"\bmade-for-(?:tv|television)\b|\breleased by\b.*\b(?:pictures|studios)\b|\bfilm(?:ed)?\b|"
    r"\bscreenplay\b|\bproduced by\b.*\b(?:pictures|studios?|film)\b",
    re.IGNORECASE,
)
STAGED = re.compile(
    r"\b(?:broadway|stage|opera|music and lyrics|libretto|playwright|theatre)\b", re.IGNORECASE
)
SERIES_OF = re.compile(
    r"\b(?:series|trilogy|group|collection|set|line|pair|string) of\b[^.]*?\b"
    r"(?:films|movies|shorts|cartoons|features|short subjects|comedies|documentaries)\b",
    re.IGNORECASE,
)
# One of a series is no series: "the third in a series of eight films".
NTH_OF = re.compile(
    r"\b(?:first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|[\w-]+teen)th|"
    r"[0-9]+(?:st|nd|rd|th)|last|final|next|latest|one)\b[^.]{0,40}?\b(?:in|of) "
    r"(?:a|an|the|his|her|their|[\w.'-]+(?: [\w.'-]+){0,5}) "
    r"(?:film |movie |short |cartoon )?(?:series|trilogy|titles)\b",
    re.IGNORECASE,
)
COPULA = re.compile(
    r"\b(?:is|was|are|were)\s+(?:(?:also|originally|actually|the title of)\s+)?"
    r"(?:(?:an?|the|one of the|two|three|both|any of several)\s+|(?=[12][0-9]{3}\b))",
    re.IGNORECASE,
)
# A noun phrase ends where one of these begins; commas within it part adjectives.
PHRASE_END = re.compile(
    r"\s*(?:[.;:(\[]|\s[–—]\s|,(?=\s(?:and|or|which|who|that|the|an?|based|written|directed|produced|"
    r"starring|with|released|from|also|loosely|made|in|to|best)\b)|\s-\s|"
    r"(?<![\w-])(?:by|of|from|in|about|on|for|with|at|as|to|into|between|during|who|which|that|"
    r"whose|where|when|written|directed|produced|co-?directed|co-?written|created|starring|"
    r"featuring|based|released|adapted|distributed|made|set|shot|filmed|edited|narrated|"
    r"hosted|developed|published|performed|recorded|composed|loosely|originally|and|or|"
    r"best|known|loosely|billed|designed|commissioned|broadcast|aired|airing|centered|"
    r"centring|following|depicting|presented|presenting|loosely|located|noted|famous|"
    r"designated|playing|inspired|concerning|is|was|following|chronicling|detailing|"
    r"telling|using|consisting|serving|showing|dealing|revolving|drawn|under|within|"
    r"sometimes|intended|having|being|called|titled|entitled|jointly|then|now|stars|"
    r"stylized|theatrically|helmed|executive|scripted|again|loosely|focusing|focused|centering|"
    r"brought|[a-z]+(?:ing|ed)(?=\s(?:by|the|an?|on|in|for|to|around|between|how|at|from|with)\b))(?![\w-]))",
    re.IGNORECASE,
)
# Words after which a phrase may go on, and how far its noun may be from its beginning.
JOINS = re.compile(r"\s*(?:and|or|in|of|to|with|made|produced|coming|set|original(?:ly)?|,)", re.I)
REACH = 90
ABBREVIATION = re.compile(r"\b(Bros|Dr|Mr|Mrs|Ms|Jr|Sr|St|vs|No|Op|U\.S|U\.K|B)\.")
OTHER_NOUNS = (
    r"novel|novella|book|album|song|single|soundtrack|score|play|opera|operetta|poem|"
    r"story|tale|character|company|studio|episode|game|band|town|city|comic|comics|manga|"
    r"magazine|newspaper|memoir|autobiography|biography|painting|sculpture|award|festival|"
    r"record|ep|mixtape|hymn|ballad|role|list|theatre|theater|school|river|island|ship|"
    r"disambiguation|episode|season|organi[sz]ation|event|person|term|phrase|expression"
)
OTHER_WORK = re.compile(rf".*\b(?:{OTHER_NOUNS})", re.IGNORECASE)
OTHER_NOUN = re.compile(
    rf"\b(?!musical)(?:{OTHER_NOUNS}|director|actor|actress|producer)s?\b", re.IGNORECASE
)
FILM_NOUN = re.compile(
    r"\b(?:films?|movie|cartoon|documentary|part-talkie|whodunn?it|photoplay)\b"
    r"(?! (?:director|actor|actress|producer|company|studio|festival|score|critic|maker|series|"
    r"franchise|trilogy|theatre|theater|serials))",
    re.IGNORECASE,
)
SPACE = re.compile(r"\s+")
DATED_COPULA = re.compile(r"\b(?:is|was)\s+(?:an?|the)\s+(?=[12][0-9]{3}\b)")
LIFE = re.compile(
    r"\b(?:born|died)\b[^()]{0,60}[12][0-9]{3}|[12][0-9]{3}\s*[–-]\s*[^()]*[12][0-9]{3}"
)
REFERS = re.compile(r"\b(?:may|can|could|might) (?:also )?refer to\b|topics? referred to", re.I)
BRACKETS = re.compile(r"[ _]\(([^()]*)\)$")

CATEGORY_WORDS: tuple[tuple[PageClass, re.Pattern[str]], ...] = (
    ("person", re.compile(r"^(?:\d{3,4}s? (?:births|deaths)|living people)$", re.I)),
    (
        "other",
        re.compile(
            r"\b(?:albums|soundtracks|songs|singles|novels|books|plays|operas|"
            r"musicals|video games|disambiguation pages|companies|short stories|"
            r"comics|paintings|poems)\b(?! adapted)",
            re.I,
        ),
    ),
    (
        "franchise",
        re.compile(
            r"\b(?:film series|film franchises|media franchises|film trilogies)"
            r"\b",
            re.I,
        ),
    ),
    ("series", re.compile(r"\btelevision (?:series|shows|miniseries)\b|\bsitcoms\b", re.I)),
    ("film", re.compile(r"^(?:\d{4}s? )?(?:[\w-]+ )*films$|\bfilms of \d{4}\b", re.I)),
)
