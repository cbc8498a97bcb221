"""Small fixed tables of the sources: genre ids, country and language names, certifications.

Codes and names only (ISO 3166-1, ISO 639-1, TMDB's genre ids); nothing about a title.
"""

from collections.abc import Mapping

MOVIE_GENRES: Mapping[str, int] = {
    "Action": 28, "Adventure": 12, "Animation": 16, "Comedy": 35, "Crime": 80, "Documentary": 99,
    "Drama": 18, "Family": 10751, "Fantasy": 14, "History": 36, "Horror": 27, "Music": 10402,
    "Mystery": 9648, "Romance": 10749, "Science Fiction": 878, "TV Movie": 10770,
    "Thriller": 53, "War": 10752, "Western": 37,
}  # fmt: skip
TV_GENRES: Mapping[str, int] = {
    "Action & Adventure": 10759, "Animation": 16, "Comedy": 35, "Crime": 80, "Documentary": 99,
    "Drama": 18, "Family": 10751, "Kids": 10762, "Mystery": 9648, "News": 10763,
    "Reality": 10764, "Sci-Fi & Fantasy": 10765, "Soap": 10766, "Talk": 10767,
    "War & Politics": 10768, "Western": 37,
}  # fmt: skip
COUNTRIES: Mapping[str, str] = {
    "AR": "Argentina", "AT": "Austria", "AU": "Australia", "BE": "Belgium", "BG": "Bulgaria",
    "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "CL": "Chile", "CN": "China",
    "CO": "Colombia", "CZ": "Czech Republic", "DE": "Germany", "DK": "Denmark", "EE": "Estonia",
    "EG": "Egypt", "ES": "Spain", "FI": "Finland", "FR": "France", "GB": "United Kingdom",
    "GR": "Greece", "HK": "Hong Kong", "HR": "Croatia", "HU": "Hungary", "IE": "Ireland",
    "IL": "Israel", "IN": "India", "IR": "Iran", "IS": "Iceland", "IT": "Italy", "JP": "Japan",
    "KR": "South Korea", "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia", "MA": "Morocco",
    "MT": "Malta", "MX": "Mexico", "NL": "Netherlands", "NO": "Norway", "NZ": "New Zealand",
    "PE": "Peru", "PH": "Philippines", "PL": "Poland", "PT": "Portugal", "RO": "Romania",
    "RS": "Serbia", "RU": "Russia", "SE": "Sweden", "SG": "Singapore", "SI": "Slovenia",
    "SK": "Slovakia", "SU": "Soviet Union", "TH": "Thailand", "TR": "Turkey", "TW": "Taiwan",
    "UA": "Ukraine", "US": "United States of America", "UY": "Uruguay", "ZA": "South Africa",
}  # fmt: skip
# code: (English name, own name)
LANGUAGES: Mapping[str, tuple[str, str]] = {
    "ar": ("Arabic", "العربية"), "bg": ("Bulgarian", "български език"), "bn": ("Bengali", "বাংলা"),
    "cn": ("Cantonese", "广州话 / 廣州話"), "cs": ("Czech", "Český"), "da": ("Danish", "Dansk"),
    "de": ("German", "Deutsch"), "el": ("Greek", "ελληνικά"), "en": ("English", "English"),
    "es": ("Spanish", "Español"), "et": ("Estonian", "Eesti"), "fa": ("Persian", "فارسی"),
    "fi": ("Finnish", "suomi"), "fr": ("French", "Français"), "he": ("Hebrew", "עִבְרִית"),
    "hi": ("Hindi", "हिन्दी"), "hr": ("Croatian", "Hrvatski"), "hu": ("Hungarian", "Magyar"),
    "is": ("Icelandic", "Íslenska"), "it": ("Italian", "Italiano"), "ja": ("Japanese", "日本語"),
    "ko": ("Korean", "한국어/조선말"),
    "lt": ("Lithuanian", "Lietuvių"), "lv": ("Latvian", "Latviešu"),
    "nl": ("Dutch", "Nederlands"), "no": ("Norwegian", "Norsk"), "pl": ("Polish", "Polski"),
    "pt": ("Portuguese", "Português"), "ro": ("Romanian", "Română"), "ru": ("Russian", "Pусский"),
    "sk": ("Slovak", "Slovenčina"), "sl": ("Slovenian", "Slovenščina"), "sr": ("Serbian", "Srpski"),
    "sv": ("Swedish", "svenska"), "ta": ("Tamil", "தமிழ்"), "te": ("Telugu", "తెలుగు"),
    "th": ("Thai", "ภาษาไทย"), "tr": ("Turkish", "Türkçe"), "uk": ("Ukrainian", "Український"),
    "xx": ("No Language", "No Language"), "zh": ("Mandarin", "普通话"),
}  # fmt: skip
# The language a country's release title is in, where one language is plain.
COUNTRY_LANGUAGE: Mapping[str, str] = {
    "AR": "es", "BG": "bg", "BR": "pt", "CL": "es", "CN": "zh", "CZ": "cs", "DE": "de",
    "DK": "da", "EE": "et", "ES": "es", "FI": "fi", "FR": "fr", "GB": "en", "GR": "el",
    "HR": "hr", "HU": "hu", "IL": "he", "IT": "it", "JP": "ja", "KR": "ko", "LT": "lt",
    "LV": "lv", "MX": "es", "NL": "nl", "NO": "no", "PL": "pl", "PT": "pt", "RO": "ro",
    "RS": "sr", "RU": "ru", "SE": "sv", "SI": "sl", "SK": "sk", "TH": "th", "TR": "tr",
    "TW": "zh", "UA": "uk", "US": "en",
}  # fmt: skip
CURRENCIES: Mapping[str, str] = {
    "US": "USD", "GB": "GBP", "DE": "EUR", "FR": "EUR", "ES": "EUR", "IT": "EUR", "CA": "CAD",
    "AU": "AUD", "JP": "JPY", "BR": "BRL", "IN": "INR", "MX": "MXN", "SE": "SEK", "PL": "PLN",
}  # fmt: skip
# system: certifications from the mildest on, as TMDB's certification lists order them.
MOVIE_CERTIFICATIONS: Mapping[str, tuple[str, ...]] = {
    "US": ("NR", "G", "PG", "PG-13", "R", "NC-17"),
    "GB": ("U", "PG", "12A", "12", "15", "18", "R18"),
    "DE": ("0", "6", "12", "16", "18"),
}
TV_CERTIFICATIONS: Mapping[str, tuple[str, ...]] = {
    "US": ("NR", "TV-Y", "TV-Y7", "TV-G", "TV-PG", "TV-14", "TV-MA"),
    "GB": ("U", "PG", "12A", "12", "15", "18"),
    "DE": ("0", "6", "12", "16", "18"),
}
