"""The errors of the project, one small tree, and nothing else: no handling, no logging.

    MovieAssetsError        everything we raise on purpose
    ├── SettingsError       a setting is missing, unreadable or contradicts another
    ├── PostgresError       the server cannot be started, reached or trusted
    ├── MigrationError      a database and the migrations of this code do not fit
    ├── ContractError       a value, table or file breaks the contract of `model`
    ├── SourceError         a source's answer cannot be read as what it claims to be
    ├── CrosswalkError      titles, records or truth to match cannot be read
    └── LakeError           a file of the lake is missing, damaged or cannot be written

A message is written for a person: what happened, where, and what to do next. It never holds
a password or a key. What a source may do as a matter of course (a wall, a limit, a missing
page) is an outcome, not an error.
"""


class MovieAssetsError(Exception):
    """Base of every error raised on purpose; the command line prints it without a traceback."""


class SettingsError(MovieAssetsError):
    """A setting is missing, unreadable or contradicts another one."""


class PostgresError(MovieAssetsError):
    """The Postgres server cannot be started, reached or trusted to be ours."""


class MigrationError(MovieAssetsError):
    """A database and the migrations of this code do not fit together, or one of them failed."""


class ContractError(MovieAssetsError):
    """A value, table or file does not keep what the contract in `movie_assets.model` says."""


class SourceError(MovieAssetsError):
    """A source's answer cannot be read as what it claims to be."""


class CrosswalkError(MovieAssetsError):
    """The titles, records or truth handed to the matcher cannot be read."""


class LakeError(MovieAssetsError):
    """A file of the lake is missing, damaged or cannot be written whole."""


class LoadError(MovieAssetsError):
    """A load found the database in another state than it began with."""
