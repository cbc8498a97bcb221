{#
  What the views of offers share. Each names its rows `offer`, `title` and `provider`, as
  offer_context joins them.
#}
{% macro offer_context() -%}
    join {{ source('catalogue', 'title') }} as title on title.title_id = offer.title_id
    left join {{ source('catalogue', 'provider') }} as provider
        on provider.provider_id = offer.provider_id
{%- endmacro %}


{# Whether two rows are of one service, title and country, in one way: any quality and terms. #}
{% macro same_service(left, right) -%}
    {{ left }}.title_id = {{ right }}.title_id
    and {{ left }}.country = {{ right }}.country
    and {{ left }}.provider_id = {{ right }}.provider_id
    and {{ left }}.type = {{ right }}.type
{%- endmacro %}


{# A service's place in the country's order; null where TMDB gives it none. #}
{% macro provider_order() -%}
    (provider.priorities ->> offer.country)::bigint
{%- endmacro %}


{# direct: the service's own address; search: on its site; listing: TMDB's page of the country. #}
{% macro url_kind() -%}
    case
        when offer.url is not null then 'direct'
        when provider.search_url is not null and title.title is not null then 'search'
        when title.title_id not like 'imdb/%' then 'listing'
    end
{%- endmacro %}


{% macro watch_url() -%}
    case {{ url_kind() }}
        when 'direct' then offer.url
        when 'search' then replace(
            provider.search_url, '{title}', {{ percent_encoded('title.title') }}
        )
        when 'listing' then
            'https://www.themoviedb.org/' || offer.title_id || '/watch?locale=' || offer.country
    end
{%- endmacro %}


{# When an offer was last seen: an open one of TMDB's whenever its title was asked for since. #}
{% macro last_seen() -%}
    case
        when offer.valid_to is null and offer.source in ('tmdb', 'tmdb_watch')
            then greatest(offer.last_seen, asked.good_at)
        else offer.last_seen
    end
{%- endmacro %}


{% macro join_asked() -%}
    left join {{ source('catalogue', 'source_check') }} as asked
        on asked.source = 'tmdb' and asked.title_id = offer.title_id
{%- endmacro %}


{# Seven days before the newest answer of any source: the catalogue's week, whatever the clock. #}
{% macro week_ago() -%}
    (select max(last_answer_at) from {{ source('catalogue', 'source_state') }}) - interval '7 days'
{%- endmacro %}


{# Better is higher; 0 where it is not said. #}
{% macro quality_order(quality) -%}
    case {{ quality }}
        when 'sd' then 1 when 'dvd' then 1 when 'hd' then 2 when 'bluray' then 2
        when '4k' then 3 when 'uhd' then 3 else 0
    end
{%- endmacro %}
