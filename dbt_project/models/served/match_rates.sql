{# Every live title counts, for each source that has ever been matched for its kind. #}
with live_title as (
    select
        title.title_id,
        title.kind,
        title.year / 10 * 10 as decade,
        title.original_language as language
    from {{ source('catalogue', 'title') }} as title
    where {{ is_live('title') }}
),

matched_source as (
    select source, kind from {{ source('catalogue', 'crosswalk') }}
    union
    select source, kind from {{ source('catalogue', 'unmatched') }}
),

accepted as (
    select distinct title_id, source
    from {{ source('catalogue', 'crosswalk') }}
    where status = 'accepted'
)

select
    matched_source.source,
    live_title.kind,
    live_title.decade,
    live_title.language,
    count(*) as titles,
    count(accepted.title_id) as matched,
    {{ percent('count(accepted.title_id)', 'count(*)') }} as percent
from live_title
join matched_source on matched_source.kind = live_title.kind
left join accepted
    on accepted.title_id = live_title.title_id
    and accepted.source = matched_source.source
group by matched_source.source, live_title.kind, live_title.decade, live_title.language
