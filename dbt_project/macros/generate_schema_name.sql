{# A model's schema is the name it asks for: consumers read `served`, never `somebody_served`. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
