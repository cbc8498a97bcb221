"""Which records of the sources are one title, with evidence: pure. Nothing is fetched or stored."""
