{# The elements of a JSON list that pass a test, in an order, as a JSON list again: [] of none. #}
{% macro listed(items, where='true', order='item.place', element='item.value') -%}
    (
        select coalesce(jsonb_agg({{ element }} order by {{ order }}), '[]')
        from jsonb_array_elements({{ items }}) with ordinality as item (value, place)
        where {{ where }}
    )
{%- endmacro %}
