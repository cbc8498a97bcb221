"""The embedded server's configuration, each line with its reason; starting it is not done here."""

from dataclasses import dataclass
from pathlib import Path

SMALL_SHARED_MEMORY = 1 << 30
"""Below this many bytes of /dev/shm (a container has 64 MB) parallel index builds fail in it."""


@dataclass(frozen=True, slots=True)
class ConfigLine:
    """One parameter of the server and why it is set."""

    name: str
    value: str
    reason: str


FIXED = (
    ConfigLine("listen_addresses", "127.0.0.1", "this machine only"),
    ConfigLine("unix_socket_directories", "", "one way in, and no lock files left in /tmp"),
    ConfigLine("password_encryption", "scram-sha-256", "the only method pg_hba.conf accepts"),
    ConfigLine("max_connections", "60", "Dagster about 15, the reader at most 20, loads, dbt, API"),
    ConfigLine("shared_buffers", "256MB", "a backend must stay below 2 GB; the kernel caches too"),
    ConfigLine("effective_cache_size", "2GB", "what the kernel is likely to cache of our files"),
    ConfigLine("work_mem", "32MB", "sorts of a served query in memory, at 20 readers still 640 MB"),
    ConfigLine("maintenance_work_mem", "512MB", "HNSW of 70 k vectors: 30 s, with 64 MB 63 s"),
    ConfigLine("autovacuum_work_mem", "64MB", "else each of three workers could take the 512 MB"),
    ConfigLine("max_parallel_workers", "2", "made for 2 cores"),
    ConfigLine("max_parallel_workers_per_gather", "1", "leaves a core to the process that asks"),
    ConfigLine("max_parallel_maintenance_workers", "1", "an index build on both cores: 30 to 22 s"),
    ConfigLine("jit", "off", "compiling costs more than the short queries served here"),
    ConfigLine("random_page_cost", "1.1", "the disk is an SSD or its pages are cached"),
    ConfigLine("wal_level", "minimal", "no replica; COPY into a table made with it skips the log"),
    ConfigLine("max_wal_senders", "0", "wal_level minimal wants it"),
    ConfigLine("max_wal_size", "4GB", "a full rebuild in few checkpoints"),
    ConfigLine("checkpoint_timeout", "15min", "fewer full-page images in the log of a load"),
    ConfigLine("log_checkpoints", "off", "nobody rotates the log while the server runs"),
    ConfigLine("timezone", "UTC", "times are UTC everywhere"),
    ConfigLine("log_timezone", "UTC", "times are UTC everywhere"),
)
DURABLE = (
    ConfigLine("fsync", "on", "committed rows survive a power cut"),
    ConfigLine("synchronous_commit", "on", "off lost a table just made when the server was killed"),
)
THROWAWAY = (
    ConfigLine("fsync", "off", "a server for tests: nobody misses it after a power cut"),
    ConfigLine("full_page_writes", "off", "of use only with fsync"),
    ConfigLine("synchronous_commit", "off", "a server for tests"),
)


def shared_memory_type(shared_memory_bytes: int | None) -> ConfigLine:
    """Choose where parallel workers meet.

    Source: the size of /dev/shm in bytes, or None where there is none.

    >>> shared_memory_type(64 << 20).value, shared_memory_type(8 << 30).value
    ('mmap', 'posix')
    """
    name = "dynamic_shared_memory_type"
    if shared_memory_bytes is None or shared_memory_bytes < SMALL_SHARED_MEMORY:
        return ConfigLine(name, "mmap", "shared memory is small, an index build would not fit")
    return ConfigLine(name, "posix", "shared memory is large enough for an index build")


def render_config(
    *, port: int, cluster_name: str, durable: bool, shared_memory_bytes: int | None
) -> str:
    """Write the configuration file of one server.

    Shape: one `name = 'value'` a line, its reason behind it; what depends on the machine first.
    """
    lines = (
        ConfigLine("port", str(port), "MOVIE_ASSETS_POSTGRES_PORT"),
        ConfigLine("cluster_name", cluster_name, "tells our processes from other servers'"),
        shared_memory_type(shared_memory_bytes),
        *FIXED,
        *(DURABLE if durable else THROWAWAY),
    )
    body = "".join(f"{line.name} = '{line.value}'  # {line.reason}\n" for line in lines)
    return "# Written at every start. For changes of your own use ALTER SYSTEM: it wins.\n" + body


def path_for_config(path: Path) -> str:
    """Quote a path as a value of postgresql.conf.

    >>> path_for_config(Path("/tmp/it's"))
    "'/tmp/it''s'"
    """
    return "'" + str(path).replace("'", "''") + "'"
