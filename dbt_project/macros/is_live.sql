{# True of a row of catalogue.title whose id still stands: not merged into another, not taken down. #}
{% macro is_live(title) -%}
    not exists (
        select from {{ source('catalogue', 'title_redirect') }} as redirect
        where redirect.from_title_id = {{ title }}.title_id
    )
{%- endmacro %}
