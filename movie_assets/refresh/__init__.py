"""Who is due, in which order: pure policy. Nobody is asked from here."""
