"""Pages of the universe's web sources, rendered from facts; no sockets, no faults but layouts."""
