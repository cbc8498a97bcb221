{# Column, its count, publisher, metric. Each is a left join on a whole key: Postgres skips the
   joins whose columns a query does not read. #}
{% set scores = [
    ('imdb_score', 'imdb_votes', 'imdb', 'audience'),
    ('tmdb_score', 'tmdb_votes', 'tmdb', 'audience'),
    ('metacritic_critics', 'metacritic_critics_count', 'metacritic', 'critics'),
    ('metacritic_audience', 'metacritic_audience_count', 'metacritic', 'audience'),
    ('rotten_tomatoes_critics', 'rotten_tomatoes_critics_count', 'rotten_tomatoes', 'critics'),
    ('rotten_tomatoes_audience', 'rotten_tomatoes_audience_count', 'rotten_tomatoes', 'audience'),
] %}
select
    title.title_id,
    title.kind,
    title.title,
    title.original_title,
    title.year,
    title.release_date,
    title.end_date,
    title.registration_date,
    title.status,
    title.in_production,
    title.adult,
    title.original_language,
    title.languages,
    title.countries,
    title.runtime_min,
    title.genres,
    title.keywords,
    title.tropes,
    title.directors,
    title.cast_names,
    title.overview,
    title.tagline,
    title.poster_path,
    title.backdrop_path,
    title.homepage,
    title.wikipedia_url,
    title.wikipedia_abstract,
    title.season_count,
    title.episode_count,
    title.budget_amount,
    title.budget_currency,
    title.revenue_amount,
    title.revenue_currency,
    title.tmdb_id,
    title.imdb_id,
    title.wikidata_id,
    popularity.popularity,
    popularity.day as popularity_day,
    summary.audience,
    summary.audience_count,
    summary.critics,
    summary.critics_count,
    summary.overall,
    summary.plain_audience,
    summary.plain_critics,
    summary.plain_overall,
    summary.model_version as score_model_version,
    {%- for column, count_column, publisher, metric in scores %}
    {{ column }}.value as {{ column }},
    {{ column }}.count as {{ count_column }},
    {%- endfor %}
    title.names,
    title.credits,
    title.releases,
    title.certifications,
    title.companies,
    title.networks,
    title.collection,
    title.overviews,
    title.images,
    title.videos,
    title.seasons,
    title.external_ids,
    title.recommendations,
    title.similar as similar_titles,
    title.first_seen
from {{ ref('stg_titles') }} as title
left join {{ source('catalogue', 'title_popularity') }} as popularity
    on popularity.title_id = title.title_id
left join {{ source('catalogue', 'title_score_summary') }} as summary
    on summary.title_id = title.title_id
{%- for column, count_column, publisher, metric in scores %}
left join {{ source('catalogue', 'title_score') }} as {{ column }}
    on {{ column }}.title_id = title.title_id
    and {{ column }}.publisher = '{{ publisher }}'
    and {{ column }}.metric = '{{ metric }}'
    and {{ column }}.season = -1
    and {{ column }}.episode = -1
{%- endfor %}
