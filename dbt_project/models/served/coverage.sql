{% set plain_fields = [
    'title', 'original_title', 'year', 'release_date', 'status', 'original_language',
    'runtime_min', 'overview', 'tagline', 'poster_path', 'backdrop_path', 'homepage',
    'wikipedia_url', 'wikipedia_abstract', 'budget_amount', 'revenue_amount', 'collection',
    'tmdb_id', 'imdb_id', 'wikidata_id',
] %}
{% set list_fields = ['genres', 'keywords', 'tropes', 'countries', 'directors', 'cast_names'] %}
with live_title as (
    select
        title.title_id,
        title.kind,
        {%- for field in plain_fields %}
        title.{{ field }} is not null as {{ field }},
        {%- endfor %}
        {%- for field in list_fields %}
        cardinality(title.{{ field }}) > 0 as {{ field }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ source('catalogue', 'title') }} as title
    where {{ is_live('title') }}
),

kind_total as (
    select kind, count(*) as titles
    from live_title
    group by kind
),

filled_field as (
    select live_title.kind, field.name, count(*) filter (where field.is_filled) as with_value
    from live_title
    cross join lateral (
        values
        {%- for field in plain_fields + list_fields %}
        ('{{ field }}', live_title.{{ field }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as field (name, is_filled)
    group by live_title.kind, field.name
),

related as (
    select title_id, 'score' as area, publisher || ' ' || metric as name
    from {{ source('catalogue', 'title_score') }}
    where season = -1 and episode = -1
    union
    select title_id, 'score', 'overall'
    from {{ source('catalogue', 'title_score_summary') }}
    where overall is not null
    union
    select title_id, 'field', 'popularity'
    from {{ source('catalogue', 'title_popularity') }}
    union
    select title_id, 'link', source
    from {{ source('catalogue', 'crosswalk') }}
    where status = 'accepted'
    union
    select title_id, 'streaming', 'current offer'
    from {{ source('catalogue', 'offer') }}
    where valid_to is null
    union
    select title_id, 'dna', 'tags'
    from {{ source('catalogue', 'title_dna') }}
    union
    select title_id, 'dna', 'fingerprint'
    from {{ source('catalogue', 'title_fingerprint') }}
    union
    select title_id, 'embedding', aspect
    from {{ source('catalogue', 'title_embedding') }}
),

related_count as (
    select live_title.kind, related.area, related.name, count(*) as with_value
    from related
    join live_title on live_title.title_id = related.title_id
    group by live_title.kind, related.area, related.name
),

{# What nobody has yet is a row with 0, not a row that is missing. #}
measure as (
    select area, name from related_count
    union
    values
        ('score', 'imdb audience'),
        ('score', 'tmdb audience'),
        ('score', 'overall'),
        ('field', 'popularity'),
        ('streaming', 'current offer'),
        ('dna', 'tags'),
        ('dna', 'fingerprint'),
        ('embedding', 'all')
),

counted as (
    select kind, 'field' as area, name, with_value
    from filled_field
    union all
    select kind_total.kind, measure.area, measure.name, coalesce(related_count.with_value, 0)
    from kind_total
    cross join measure
    left join related_count
        on related_count.kind = kind_total.kind
        and related_count.area = measure.area
        and related_count.name = measure.name
)

select
    counted.kind,
    counted.area,
    counted.name,
    kind_total.titles,
    counted.with_value,
    {{ percent('counted.with_value', 'kind_total.titles') }} as percent
from counted
join kind_total on kind_total.kind = counted.kind
