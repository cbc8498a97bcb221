select
    value.category,
    value.label as value,
    value.cluster,
    value.titles,
    value.movies,
    value.shows,
    value.rank,
    value.rank <= 10 as is_frequent
from {{ source('catalogue', 'dna_value') }} as value
