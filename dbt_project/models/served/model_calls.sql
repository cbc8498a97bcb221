select
    call.request_id,
    call.model,
    call.prompt_hash,
    call.taxonomy_version,
    call.title_ids,
    call.is_repair,
    call.outcome,
    call.error,
    call.tokens_in,
    call.tokens_out,
    call.reserved_usd,
    call.cost_usd,
    call.at
from {{ source('catalogue', 'model_call') }} as call
