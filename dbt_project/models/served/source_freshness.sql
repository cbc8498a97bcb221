{# Columns that end in _now move with the clock; all others move only with the tables. #}
with checked as (
    select
        source_check.source,
        count(*) as titles_checked,
        min(source_check.checked_at) as oldest_check_at,
        max(source_check.checked_at) as newest_check_at,
        count(*) filter (
            where source_check.good_at < now() - state.max_age_days * interval '1 day'
        ) as titles_stale_now
    from {{ source('catalogue', 'source_check') }} as source_check
    join {{ source('catalogue', 'source_state') }} as state on state.source = source_check.source
    group by source_check.source
)

select
    state.source,
    state.state,
    state.until,
    state.last_answer_at,
    state.last_good_at,
    state.titles_asked,
    state.titles_found,
    {{ percent('state.titles_found', 'state.titles_asked') }} as found_percent,
    state.outcomes,
    state.max_age_days,
    checked.titles_checked,
    checked.oldest_check_at,
    checked.newest_check_at,
    state.licence,
    state.attribution,
    state.permitted_use,
    extract(epoch from now() - state.last_answer_at)::double precision / 3600
        as hours_since_answer_now,
    extract(epoch from now() - state.last_good_at)::double precision / 3600
        as hours_since_good_answer_now,
    state.last_good_at < now() - state.max_age_days * interval '1 day' as is_stale_now,
    checked.titles_stale_now
from {{ source('catalogue', 'source_state') }} as state
left join checked on checked.source = state.source
