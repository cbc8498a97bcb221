"""Who listens on the embedded server's port: one quick connection; starting is not done here."""

import enum
import os
from pathlib import Path

import psycopg

HOST = "127.0.0.1"
SUPERUSER = "postgres"
CONNECT_TIMEOUT_S = 3
ATTEMPTS = 3


class Answer(enum.Enum):
    """What listens on our port."""

    OURS = enum.auto()
    STARTING = enum.auto()
    STRANGER = enum.auto()
    NOBODY = enum.auto()


def who_answers(port: int, password: str, data: Path) -> Answer:
    """Find out who listens on a port: only the server of this data directory is ours.

    A server may come up between the moment it refuses us and the moment it is asked why: only
    one that is up and refuses us again and again is a stranger.
    """
    why = Answer.NOBODY
    for _ in range(ATTEMPTS):
        answer = _answer(port, password, data)
        if answer is not None:
            return answer
        why = _why_refused(port)
        if why is not Answer.STRANGER:
            return why
    return why


def _answer(port: int, password: str, data: Path) -> Answer | None:
    """Whose data directory the server tells of, or None where it lets us not in."""
    try:
        with psycopg.connect(
            host=HOST,
            port=port,
            user=SUPERUSER,
            password=password,
            dbname="postgres",
            connect_timeout=CONNECT_TIMEOUT_S,
            sslmode="disable",  # loopback, and the server has no certificate
            require_auth="scram-sha-256",  # a stranger cannot ask for the password in clear
        ) as connection:
            row = connection.execute("select current_setting('data_directory')").fetchone()
    except psycopg.OperationalError:
        return None
    ours = row is not None and os.path.realpath(row[0]) == str(data)
    return Answer.OURS if ours else Answer.STRANGER


def _why_refused(port: int) -> Answer:
    question = f"host={HOST} port={port} connect_timeout={CONNECT_TIMEOUT_S}"
    answer = psycopg.pq.PGconn.ping(question.encode())
    if answer == psycopg.pq.Ping.REJECT:
        return Answer.STARTING
    return Answer.STRANGER if answer == psycopg.pq.Ping.OK else Answer.NOBODY
