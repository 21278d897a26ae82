"""What every server of the demo needs: a folder, a lock, a free port, and a process that never outlives us."""

import fcntl
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024

Process = subprocess.Popen[bytes]


class ServiceError(Exception):
    """Something that a person can mend; its text is one sentence that says how."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the instance in this folder, so that nobody starts or removes it a second time.

    The operating system lets go of the lock when the holder dies, however it dies.
    """
    make_folder(folder.parent)
    make_folder(folder)
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            process = lock.read().strip() or "unknown"
            raise ServiceError(
                f"“{folder.name}” of this project folder is already running (process {process}); stop it first."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def make_folder(folder: Path) -> None:
    """Make a folder that only we can list; as root others may pass through, because PostgreSQL then runs as another.

    :raises ServiceError: when it belongs to somebody else, who could then read along.
    """
    folder.mkdir(exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise ServiceError(f"{folder} belongs to another user; remove it or run this as that user.")
    folder.chmod(0o711 if is_root() else 0o700)


def is_root() -> bool:
    """Say whether we may do everything, which PostgreSQL refuses to be part of."""
    return os.geteuid() == 0


def secret(path: Path) -> str:
    """Read a secret, made up the first time."""
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(32))
        unfinished.rename(path)
    return path.read_text()


def free_port() -> int:
    """Ask the system for a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def need_port(port: int, how_to_choose: str, *, patience: float = 0) -> int:
    """Return this port when it is free, or comes free within so many seconds.

    :raises ServiceError: when something else listens on it.
    """
    deadline = time.monotonic() + patience
    while why := _trouble_with(port):
        if time.monotonic() >= deadline:
            raise ServiceError(f"Port {port} {why}; choose another: {how_to_choose}.")
        time.sleep(0.2)
    return port


def _trouble_with(port: int) -> str:
    if not 0 < port < 65536:
        return "does not exist"
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except PermissionError:
        return "may not be used by this user"
    except OSError:
        return "is in use by another program"
    return ""


def need_free_space(folder: Path, megabytes: int) -> None:
    """Refuse to begin what would end half-way on a full disk.

    :raises ServiceError: when there is less room than this.
    """
    free = shutil.disk_usage(folder).free // MEGABYTE
    if free < megabytes:
        raise ServiceError(f"The disk of {folder} is full: {free} MB free and {megabytes} MB needed; make room first.")


LEASH = Path(__file__).parent / "leash.sh"


@contextmanager
def child(
    command: Sequence[str | Path],
    *,
    log: Path,
    stop: signal.Signals = signal.SIGTERM,
    grace: float = 10,
    **options: Any,
) -> Iterator[Process]:
    """Run a process on a leash: it ends with the block, and also when we are killed.

    It has its own session, so Ctrl-C and a hang-up of the terminal reach us alone and we stop things in order.
    """
    log.parent.mkdir(mode=0o700, exist_ok=True)
    with log.open("ab") as out:
        usual = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out, "start_new_session": True}
        process = subprocess.Popen(command, **{**usual, **options})
    leash = subprocess.Popen(
        ["/bin/sh", LEASH, str(process.pid), stop.name.removeprefix("SIG"), str(round(grace * 10))],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert leash.stdin
    try:
        yield process
    finally:
        leash.stdin.close()
        process.wait()
        leash.wait()


def wait_for(
    answers: Callable[[], object], process: Process, *, not_yet: type[Exception], log: Path, seconds: float = 60
) -> None:
    """Wait until a server answers: until this call no longer raises what it raises when the server is not ready yet.

    :raises ServiceError: when it ends or stays silent; the text has the end of its log.
    """
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            answers()
            return
        except not_yet:
            time.sleep(0.05)
    raise failure(f"“{log.stem}” did not start", log)


def failure(what: str, log: Path, lines: int = 15) -> ServiceError:
    """Return what to raise when a process failed: the end of its log, or the full disk that logs say in many words."""
    try:
        need_free_space(log.parent, 50)
    except ServiceError as full:
        return full
    text = log.read_text(errors="replace") if log.exists() else ""
    return ServiceError(f"{what}; the log {log} ends with:\n" + "\n".join(text.splitlines()[-lines:]))


def wheel(package: str) -> Path | None:
    """Return the folder of an installed package without running any of it."""
    found = importlib.util.find_spec(package)
    return Path(found.origin).parent if found and found.origin else None
