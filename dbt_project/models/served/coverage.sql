{% set plain_fields = [
    'title', 'original_title', 'year', 'release_date', 'status', 'original_language',
    'runtime_min', 'overview', 'tagline', 'poster_path', 'backdrop_path', 'homepage',
    'wikipedia_url', 'wikipedia_abstract', 'budget_amount', 'revenue_amount', 'collection',
    'tmdb_id', 'imdb_id', 'wikidata_id',
] %}
{% set list_fields = ['genres', 'keywords', 'tropes', 'countries', 'directors', 'cast_names'] %}
{# Told apart by a column, not by a join that leaves the others out: where most titles are redirected
   Postgres expects one title to be left, and reads everything below once for each (minutes). #}
with any_title as (
    select title.title_id, title.kind, redirect.from_title_id is null as is_live
    from {{ source('catalogue', 'title') }} as title
    left join {{ source('catalogue', 'title_redirect') }} as redirect
        on redirect.from_title_id = title.title_id
),

{# Counted first and turned into rows after: a row a title and field would be 31 M of them. #}
kind_count as (
    select
        title.kind,
        {%- for field in plain_fields %}
        count(title.{{ field }}) as {{ field }},
        {%- endfor %}
        {%- for field in list_fields %}
        count(*) filter (where cardinality(title.{{ field }}) > 0) as {{ field }},
        {%- endfor %}
        count(*) as titles
    from {{ source('catalogue', 'title') }} as title
    where {{ is_live('title') }}
    group by title.kind
),

field_count as (
    select kind_count.kind, field.name, field.with_value
    from kind_count
    cross join lateral (
        values
        {%- for field in plain_fields + list_fields %}
        ('{{ field }}', kind_count.{{ field }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as field (name, with_value)
),

{# Each branch has a title once at most: by its key, or by distinct. #}
related as (
    select title_id, 'score' as area, publisher || ' ' || metric as name
    from {{ source('catalogue', 'title_score') }}
    where season = -1 and episode = -1
    union all
    select title_id, 'score', 'overall'
    from {{ source('catalogue', 'title_score_summary') }}
    where overall is not null
    union all
    select title_id, 'field', 'popularity'
    from {{ source('catalogue', 'title_popularity') }}
    union all
    select distinct title_id, 'link', source
    from {{ source('catalogue', 'crosswalk') }}
    where status = 'accepted'
    union all
    select distinct title_id, 'streaming', 'current offer'
    from {{ source('catalogue', 'offer') }}
    where valid_to is null
    union all
    select distinct title_id, 'dna', 'tags'
    from {{ source('catalogue', 'title_dna') }}
    union all
    select distinct title_id, 'dna', 'fingerprint'
    from {{ source('catalogue', 'title_fingerprint') }}
    union all
    select distinct title_id, 'embedding', aspect
    from {{ source('catalogue', 'title_embedding') }}
),

related_count as (
    select
        any_title.kind, related.area, related.name,
        count(*) filter (where any_title.is_live) as with_value
    from related
    join any_title on any_title.title_id = related.title_id
    group by any_title.kind, related.area, related.name
    having bool_or(any_title.is_live)
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
    from field_count
    union all
    select kind_count.kind, measure.area, measure.name, coalesce(related_count.with_value, 0)
    from kind_count
    cross join measure
    left join related_count
        on related_count.kind = kind_count.kind
        and related_count.area = measure.area
        and related_count.name = measure.name
)

select
    counted.kind,
    counted.area,
    counted.name,
    kind_count.titles,
    counted.with_value,
    {{ percent('counted.with_value', 'kind_count.titles') }} as percent
from counted
join kind_count on kind_count.kind = counted.kind
