select title.*
from {{ source('catalogue', 'title') }} as title
where {{ is_live('title') }}
