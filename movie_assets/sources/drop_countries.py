"""English names of countries as catalogues write them, to ISO 3166-1 alpha-2. Nothing is read here.

States that are gone keep the codes TMDB uses for them, so that both agree.
"""

from __future__ import annotations

_BY_CODE = """
AF afghanistan|AL albania|DZ algeria|AO angola|AR argentina|AM armenia|AU australia|AT austria
AZ azerbaijan|BS bahamas,the bahamas|BH bahrain|BD bangladesh|BB barbados|BY belarus|BE belgium
BZ belize|BJ benin|BM bermuda|BT bhutan|BO bolivia|BA bosnia and herzegovina,bosnia|BW botswana
BR brazil|BN brunei|BG bulgaria|BF burkina faso|BI burundi|KH cambodia|CM cameroon|CA canada
KY cayman islands|TD chad|CL chile|CN china|CO colombia|CG congo|CR costa rica|HR croatia|CU cuba
CY cyprus|CZ czech republic,czechia|CD democratic republic of the congo|DK denmark
DO dominican republic|EC ecuador|EG egypt|SV el salvador|EE estonia|ET ethiopia|FJ fiji|FI finland
FR france|PF french polynesia|GA gabon|GE georgia|DE germany,west germany|GH ghana|GI gibraltar
GR greece|GL greenland|GP guadeloupe|GT guatemala|GN guinea|GY guyana|HT haiti|HN honduras
HK hong kong|HU hungary|IS iceland|IN india|ID indonesia|IR iran|IQ iraq|IE ireland
IM isle of man|IL israel|IT italy|CI ivory coast,cote d'ivoire|JM jamaica|JP japan|JE jersey
JO jordan|KZ kazakhstan|KE kenya|XK kosovo|KW kuwait|KG kyrgyzstan|LA laos|LV latvia|LB lebanon
LS lesotho|LR liberia|LY libya|LI liechtenstein|LT lithuania|LU luxembourg|MO macau,macao
MK macedonia,north macedonia|MG madagascar|MW malawi|MY malaysia|MV maldives|ML mali|MT malta
MQ martinique|MR mauritania|MU mauritius|MX mexico|MD moldova|MC monaco|MN mongolia|ME montenegro
MA morocco|MZ mozambique|MM myanmar,burma|NA namibia|NP nepal|NL netherlands,the netherlands
NZ new zealand|NI nicaragua|NE niger|NG nigeria|KP north korea|NO norway|OM oman|PK pakistan
PS palestine,palestinian territory|PA panama|PG papua new guinea|PY paraguay|PE peru|PH philippines
PL poland|PT portugal|PR puerto rico|QA qatar|RO romania|RU russia,russian federation|RW rwanda
WS samoa|SA saudi arabia|SN senegal|RS serbia|SL sierra leone|SG singapore|SK slovakia|SI slovenia
SO somalia|ZA south africa|KR south korea,korea|ES spain|LK sri lanka|SD sudan|SE sweden
CH switzerland|SY syria|TW taiwan|TJ tajikistan|TZ tanzania|TH thailand|TG togo
TT trinidad and tobago|TN tunisia|TR turkey,türkiye|TM turkmenistan|UG uganda|UA ukraine
AE united arab emirates|GB united kingdom,uk,england,scotland,wales|US united states,usa
UY uruguay|UZ uzbekistan|VU vanuatu|VA vatican city|VE venezuela|VN vietnam|YE yemen|ZM zambia
ZW zimbabwe|SU soviet union|XG east germany|YU yugoslavia|XC czechoslovakia
US united states of america|SZ eswatini,swaziland|SR suriname|CV cape verde|DJ djibouti|ER eritrea
"""

COUNTRIES: dict[str, str] = {
    name: entry[:2]
    for entry in _BY_CODE.replace("\n", "|").split("|")
    if entry
    for name in entry[3:].split(",")
}
