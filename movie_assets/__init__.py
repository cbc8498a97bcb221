"""movie-assets: a film and TV data platform as a Dagster asset graph. No code belongs here."""
