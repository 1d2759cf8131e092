"""Several servers on one database behind a real nginx, on this machine; for benchmarks and tests."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from tests.browser.server import Server, until
from tests.nginx import Nginx


class Replicas:
    """Servers that start at the same moment, and nginx before them.

    Args:
        folder: where files go.
        database_url: where all of them keep what is given.
        count: how many servers.
    """

    def __init__(self, folder: Path, database_url: str, count: int) -> None:
        self.database_url = database_url
        self.servers = [
            Server(_made(folder / f"replica-{number}"), alive="ready", database_url=database_url)
            for number in range(count)
        ]
        self.nginx = Nginx(_made(folder / "nginx"), [server.port for server in self.servers])
        self._stack = ExitStack()

    @property
    def env(self) -> Mapping[str, str]:
        """What the operator sets."""
        return {
            "ASSESSMENT_DATABASE_URL": self.database_url,
            "ASSESSMENT_PUBLIC_URL": self.nginx.url,
            "ASSESSMENT_PROXIES": "127.0.0.1",
        }

    def __enter__(self) -> Self:
        for server in self.servers:
            server.env.update(self.env)
        # Together: each finds an empty database and wants to make the tables.
        starting = [Thread(target=self._stack.enter_context, args=(server,)) for server in self.servers]
        for each in starting:
            each.start()
        for each in starting:
            each.join()
        until(lambda: all(server.runs for server in self.servers), "all replicas run")
        self._stack.enter_context(self.nginx)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
