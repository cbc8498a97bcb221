"""An SFTP server on loopback over one folder, for tests: paramiko's, with one user and password."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import paramiko

USER, PASSWORD = "films", "secret"


class _Login(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        right = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002 - paramiko's
        return paramiko.OPEN_SUCCEEDED


class _Handle(paramiko.SFTPHandle):
    def stat(self) -> paramiko.SFTPAttributes:
        return paramiko.SFTPAttributes.from_stat(Path(self.filename).stat())


class _Folder(paramiko.SFTPServerInterface):
    root: Path

    def _real(self, path: str) -> Path:
        return self.root / self.canonicalize(path).lstrip("/")

    def list_folder(self, path: str):
        real = self._real(path)
        if not real.is_dir():
            return paramiko.SFTP_NO_SUCH_FILE
        return [
            paramiko.SFTPAttributes.from_stat(one.stat(), one.name)
            for one in sorted(real.iterdir())
        ]

    def stat(self, path: str):
        real = self._real(path)
        if not real.exists():
            return paramiko.SFTP_NO_SUCH_FILE
        return paramiko.SFTPAttributes.from_stat(real.stat())

    lstat = stat

    def open(self, path: str, flags: int, attr: object):  # noqa: ARG002 - paramiko's
        real = self._real(path)
        if not real.is_file():
            return paramiko.SFTP_NO_SUCH_FILE
        handle = _Handle(flags)
        handle.filename = str(real)
        handle.readfile = real.open("rb")
        return handle


@contextlib.contextmanager
def sftp_server(root: Path) -> Iterator[int]:
    """Serve a folder; gives the port."""
    key = paramiko.RSAKey.generate(2048)
    folder = type("Folder", (_Folder,), {"root": root})
    transports: list[paramiko.Transport] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                transport = paramiko.Transport(connection)
                transport.add_server_key(key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, folder)
                transport.start_server(server=_Login())
                transports.append(transport)

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            for transport in transports:
                transport.close()
            listener.shutdown(socket.SHUT_RDWR)
