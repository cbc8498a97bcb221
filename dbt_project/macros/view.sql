{#
  Replaces dbt's own materialisation of views. That one makes a second view, renames, and drops the
  old one with CASCADE, which takes the views consumers built over ours along.

  - same definition: nothing is done, so no reader waits for a lock
  - columns kept in order and type, new ones behind them: CREATE OR REPLACE VIEW
  - a column gone, moved or of another type: drop and create, unless something hangs on the view;
    then stop and name it
#}
{% materialization view, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='view') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if config.get('contract').enforced -%}
        {%- do get_assert_columns_equivalent(sql) -%}
    {%- endif -%}
    {%- set change = view_change(existing, target_relation, sql) -%}

    {%- if change == 'none' -%}
        {%- call noop_statement('main', 'UNCHANGED') -%}
            {{ sql }}
        {%- endcall -%}
    {%- else -%}
        {%- call statement('main') -%}
            set local lock_timeout = '10s'; -- new readers queue behind us for no longer than this
            {% if change == 'remake' %}drop view {{ target_relation }} restrict;{% endif %}
            create or replace view {{ target_relation }} as (
                {{ sql }}
            );
        {%- endcall -%}
    {%- endif -%}

    {#- Grants are only ever added: those an administrator gave by hand stay. -#}
    {%- do apply_grants(target_relation, config.get('grants'), should_revoke=False) -%}
    {%- do persist_docs(target_relation, model) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{# What has to happen to a view: `create`, `none`, `append` or `remake`; an error where it must not. #}
{% macro view_change(existing, target_relation, sql) -%}
    {%- if existing is none -%}
        {{ return('create') }}
    {%- elif not existing.is_view -%}
        {%- do exceptions.raise_compiler_error(
            target_relation ~ ' is a ' ~ existing.type ~ ', not a view of ours: rename or drop it.'
        ) -%}
    {%- endif -%}
    {%- set compared = compare_with_probe(target_relation, sql) -%}
    {%- if compared['is_same'] -%}
        {{ return('none') }}
    {%- elif compared['keeps_columns'] -%}
        {{ return('append') }}
    {%- elif compared['dependants'] -%}
        {%- do exceptions.raise_compiler_error(
            target_relation ~ ' cannot lose, move or retype a column: ' ~ compared['dependants']
            ~ ' would be dropped with it. Keep the old columns as they are and append the new '
            ~ 'ones, or have those views changed first.'
        ) -%}
    {%- endif -%}
    {{ return('remake') }}
{%- endmacro %}


{# Make the new view for this session only, and let Postgres compare it with the one in place. #}
{% macro compare_with_probe(target_relation, sql) -%}
    {%- call statement('make_probe') -%}
        create temporary view movie_assets_probe as (
            {{ sql }}
        );
    {%- endcall -%}
    {%- set rows = run_query(comparison_sql(target_relation, 'pg_temp.movie_assets_probe')) -%}
    {%- call statement('drop_probe') -%}
        drop view pg_temp.movie_assets_probe;
    {%- endcall -%}
    {{ return(rows[0]) }}
{%- endmacro %}


{% macro comparison_sql(old, new) -%}
    with old_column as (
        select attnum, attname, atttypid, atttypmod, attcollation
        from pg_attribute where attrelid = '{{ old }}'::regclass and attnum > 0
    ),
    new_column as (
        select attnum, attname, atttypid, atttypmod, attcollation
        from pg_attribute where attrelid = '{{ new }}'::regclass and attnum > 0
    ),
    dependant as (
        select distinct pg_rewrite.ev_class::regclass::text as name
        from pg_depend
        join pg_rewrite on pg_rewrite.oid = pg_depend.objid
        where pg_depend.classid = 'pg_rewrite'::regclass
          and pg_depend.refclassid = 'pg_class'::regclass
          and pg_depend.refobjid = '{{ old }}'::regclass
          and pg_rewrite.ev_class <> pg_depend.refobjid
    )
    select
        pg_get_viewdef('{{ old }}'::regclass) = pg_get_viewdef('{{ new }}'::regclass) as is_same,
        not exists (table old_column except table new_column) as keeps_columns,
        (select string_agg(name, ', ' order by name) from dependant) as dependants
{%- endmacro %}
