{# Rows that share a key. Unlike dbt's `unique` it takes several columns, and two nulls are equal. #}
{% test unique_key(model, columns) %}
    select {{ columns | join(', ') }}, count(*) as rows_of_key
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
