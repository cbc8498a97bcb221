{# A share in percent, to two decimals; null of nothing, since 0 of 0 is not 0 %. #}
{% macro percent(part, whole) -%}
    round(100.0 * {{ part }} / nullif({{ whole }}, 0), 2)::double precision
{%- endmacro %}
