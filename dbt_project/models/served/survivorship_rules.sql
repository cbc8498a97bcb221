select
    field,
    sources,
    rule,
    case when clears then 'clears the value' else 'keeps the value before' end
        as empty_new_value,
    reason,
    place
from {{ source('catalogue', 'survivorship_rule') }}
