{# Every country of ISO 3166-1, Kosovo, and '' for none, with the languages most people there read:
   ISO 639-1 as TMDB writes them (no beside nb, cn beside zh), the foremost first. #}
{% set languages = {
    'AD': 'ca es fr', 'AE': 'ar en', 'AF': 'fa ps', 'AG': 'en', 'AI': 'en', 'AL': 'sq',
    'AM': 'hy ru', 'AO': 'pt', 'AQ': 'en', 'AR': 'es', 'AS': 'en sm', 'AT': 'de', 'AU': 'en',
    'AW': 'nl', 'AX': 'sv', 'AZ': 'az', 'BA': 'bs hr sr', 'BB': 'en', 'BD': 'bn', 'BE': 'nl fr de',
    'BF': 'fr', 'BG': 'bg', 'BH': 'ar', 'BI': 'fr rn', 'BJ': 'fr', 'BL': 'fr', 'BM': 'en',
    'BN': 'ms', 'BO': 'es qu', 'BQ': 'nl', 'BR': 'pt', 'BS': 'en', 'BT': 'dz', 'BV': 'no',
    'BW': 'en tn', 'BY': 'be ru', 'BZ': 'en es', 'CA': 'en fr', 'CC': 'en', 'CD': 'fr ln',
    'CF': 'fr sg', 'CG': 'fr ln', 'CH': 'de fr it rm', 'CI': 'fr', 'CK': 'en mi', 'CL': 'es',
    'CM': 'fr en', 'CN': 'zh', 'CO': 'es', 'CR': 'es', 'CU': 'es', 'CV': 'pt', 'CW': 'nl',
    'CX': 'en', 'CY': 'el tr', 'CZ': 'cs', 'DE': 'de', 'DJ': 'fr ar', 'DK': 'da', 'DM': 'en',
    'DO': 'es', 'DZ': 'ar fr', 'EC': 'es', 'EE': 'et ru', 'EG': 'ar', 'EH': 'ar es',
    'ER': 'ti ar en', 'ES': 'es ca gl eu', 'ET': 'am om', 'FI': 'fi sv', 'FJ': 'en fj', 'FK': 'en',
    'FM': 'en', 'FO': 'fo da', 'FR': 'fr', 'GA': 'fr', 'GB': 'en cy gd', 'GD': 'en', 'GE': 'ka',
    'GF': 'fr', 'GG': 'en', 'GH': 'en', 'GI': 'en es', 'GL': 'kl da', 'GM': 'en', 'GN': 'fr',
    'GP': 'fr', 'GQ': 'es fr pt', 'GR': 'el', 'GS': 'en', 'GT': 'es', 'GU': 'en ch', 'GW': 'pt',
    'GY': 'en', 'HK': 'zh cn en', 'HM': 'en', 'HN': 'es', 'HR': 'hr', 'HT': 'ht fr', 'HU': 'hu',
    'ID': 'id', 'IE': 'en ga', 'IL': 'he ar', 'IM': 'en gv',
    'IN': 'hi en bn te mr ta gu kn ml pa ur', 'IO': 'en', 'IQ': 'ar ku', 'IR': 'fa', 'IS': 'is',
    'IT': 'it', 'JE': 'en', 'JM': 'en', 'JO': 'ar', 'JP': 'ja', 'KE': 'sw en', 'KG': 'ky ru',
    'KH': 'km', 'KI': 'en', 'KM': 'ar fr', 'KN': 'en', 'KP': 'ko', 'KR': 'ko', 'KW': 'ar',
    'KY': 'en', 'KZ': 'kk ru', 'LA': 'lo', 'LB': 'ar fr', 'LC': 'en', 'LI': 'de', 'LK': 'si ta',
    'LR': 'en', 'LS': 'st en', 'LT': 'lt', 'LU': 'lb fr de', 'LV': 'lv ru', 'LY': 'ar',
    'MA': 'ar fr', 'MC': 'fr', 'MD': 'ro ru', 'ME': 'sr hr', 'MF': 'fr', 'MG': 'mg fr',
    'MH': 'en mh', 'MK': 'mk sq', 'ML': 'fr bm', 'MM': 'my', 'MN': 'mn', 'MO': 'zh cn pt',
    'MP': 'en ch', 'MQ': 'fr', 'MR': 'ar fr', 'MS': 'en', 'MT': 'mt en', 'MU': 'en fr', 'MV': 'dv',
    'MW': 'en ny', 'MX': 'es', 'MY': 'ms en zh ta', 'MZ': 'pt', 'NA': 'en af', 'NC': 'fr',
    'NE': 'fr ha', 'NF': 'en', 'NG': 'en ha yo ig', 'NI': 'es', 'NL': 'nl', 'NO': 'no nb nn',
    'NP': 'ne', 'NR': 'en na', 'NU': 'en', 'NZ': 'en mi', 'OM': 'ar', 'PA': 'es', 'PE': 'es qu',
    'PF': 'fr ty', 'PG': 'en ho', 'PH': 'tl en', 'PK': 'ur en', 'PL': 'pl', 'PM': 'fr', 'PN': 'en',
    'PR': 'es en', 'PS': 'ar', 'PT': 'pt', 'PW': 'en', 'PY': 'es gn', 'QA': 'ar', 'RE': 'fr',
    'RO': 'ro', 'RS': 'sr', 'RU': 'ru', 'RW': 'rw en fr', 'SA': 'ar', 'SB': 'en', 'SC': 'en fr',
    'SD': 'ar en', 'SE': 'sv', 'SG': 'en zh ms ta', 'SH': 'en', 'SI': 'sl', 'SJ': 'no', 'SK': 'sk',
    'SL': 'en', 'SM': 'it', 'SN': 'fr wo', 'SO': 'so ar', 'SR': 'nl', 'SS': 'en', 'ST': 'pt',
    'SV': 'es', 'SX': 'nl en', 'SY': 'ar', 'SZ': 'en ss', 'TC': 'en', 'TD': 'fr ar', 'TF': 'fr',
    'TG': 'fr', 'TH': 'th', 'TJ': 'tg ru', 'TK': 'en', 'TL': 'pt', 'TM': 'tk ru', 'TN': 'ar fr',
    'TO': 'to en', 'TR': 'tr', 'TT': 'en', 'TV': 'en', 'TW': 'zh', 'TZ': 'sw en', 'UA': 'uk ru',
    'UG': 'en sw', 'UM': 'en', 'US': 'en es', 'UY': 'es', 'UZ': 'uz ru', 'VA': 'it la', 'VC': 'en',
    'VE': 'es', 'VG': 'en', 'VI': 'en', 'VN': 'vi', 'VU': 'bi en fr', 'WF': 'fr', 'WS': 'sm en',
    'XK': 'sq sr', 'YE': 'ar', 'YT': 'fr', 'ZA': 'en af zu xh', 'ZM': 'en', 'ZW': 'en sn nd',
} %}
select country, string_to_array(languages, ' ') as languages
from (
    values
    ('', '')
    {%- for country, spoken in languages.items() %},
    ('{{ country }}', '{{ spoken }}')
    {%- endfor %}
) as known (country, languages)
