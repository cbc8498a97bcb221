"""The universe's own error; what a source answers wrongly on purpose is an answer, not an error."""

from movie_assets.model.errors import MovieAssetsError


class UniverseError(MovieAssetsError):
    """The universe cannot be served: facts missing or damaged, a bad day, a port in use."""
