{# What was not matched by the newest rates is what unmatched lists. A warning, since loads of two
   tables are two transactions and this may run between them. #}
{{ config(severity='warn') }}
select rate.side, rate.source, rate.kind, rate.missing, coalesce(listed.rows, 0) as listed
from (
    select side, source, kind, sum(titles - matched) as missing
    from {{ ref('match_rates') }}
    group by side, source, kind
) as rate
left join (
    select side, source, kind, count(*) as rows
    from {{ ref('unmatched') }}
    group by side, source, kind
) as listed on (listed.side, listed.source, listed.kind) = (rate.side, rate.source, rate.kind)
where rate.missing <> coalesce(listed.rows, 0)
