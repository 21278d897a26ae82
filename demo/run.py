"""The demo: PostgreSQL, Redis, a mail catcher, the web server, a worker and beat; one Ctrl-C stops them all."""

import json
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo import services
from demo.postgresql import PROJECT
from demo.processes import Process, ServiceError, child, failure, free_port, locked, need_port, secret, wait_for
from demo.services import Services

FOLDER = services.HOME / "demo"
PYTHON = [sys.executable, "-m"]


@dataclass(frozen=True)
class Ports:
    """The ports a person meets; those of PostgreSQL and Redis are chosen by the machine."""

    web: int
    smtp: int
    inbox: int


def run(ports: Ports) -> None:
    """Start everything, say where it is and who can log in, and wait for the end.

    :raises ServiceError: when something cannot start, or stops by itself.
    :raises KeyboardInterrupt: when a person or the system ends it.
    """
    began = time.monotonic()
    left_alone = _who_watches()
    stop_on_signals()
    _need_ports(ports)
    with services.running(FOLDER.name, durable=True, home=FOLDER.parent) as found, ExitStack() as stack:
        environment = environment_for(found, ports)
        prepare(found.folder, environment)
        children = {
            name: stack.enter_context(child(command, log=_log(name), cwd=PROJECT, env=environment))
            for name, command in commands(ports).items()
        }
        wait_for(lambda: fetch(url(ports.web)), children["web"], not_yet=OSError, log=_log("web"), seconds=120)
        with announced(ports, found.database_url, seconds=time.monotonic() - began):
            watch({**found.processes, **children}, until=left_alone)


def commands(ports: Ports) -> dict[str, list[str]]:
    """Return what runs beside PostgreSQL and Redis, by the name of its log."""
    celery = [*PYTHON, "celery", "-A", "config"]
    quiet = ["--loglevel", "warning"]
    catcher = ["demo.catcher", "--smtp-port", str(ports.smtp), "--web-port", str(ports.inbox)]
    catcher += ["--returns-to", f"{url(ports.web)}/post/terug/"]
    granian = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(ports.web), "--workers", "2"]
    # Each thread keeps a connection to PostgreSQL; by default there may be 256 of them.
    granian += ["--blocking-threads", "8", "--log-level", "warning"]
    return {
        "mail": [*PYTHON, *catcher, "--store", str(FOLDER / "letters.sqlite3")],
        "web": [*PYTHON, *granian, "config.wsgi:application"],
        "worker": [*celery, "worker", "-Q", "celery,post", "-c", "2", "--without-gossip", "--without-mingle", *quiet],
        "beat": [*celery, "beat", "--schedule", str(FOLDER / "beat"), "--pidfile", "", *quiet],
    }


def environment_for(found: Services, ports: Ports) -> dict[str, str]:
    """Return the environment of everything we start: ours, with what the settings read from it."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "KIS_DEMO": "1",
        "SECRET_KEY": secret(found.folder / "secret"),
        "DATABASE_URL": found.database_url,
        "REDIS_URL": found.redis_url,
        "BASE_URL": url(ports.web),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(ports.smtp),
        "POST_WEBHOOK_KEYS": secret(found.folder / "webhook-key"),
        "INBOX_URL": url(ports.inbox),
        "POST_JOURNAL_DIR": str(found.folder / "journal"),
        "PYTHONUNBUFFERED": "1",
    }


def prepare(folder: Path, environment: Mapping[str, str]) -> None:
    """Bring the database and the files up to date, in a process of their own.

    :raises ServiceError: when a step fails; the text has the end of its log.
    """
    log = _log("prepare")
    log.unlink(missing_ok=True)
    command = [*PYTHON, "demo.prepare", str(folder / "logins.json")]
    with child(command, log=log, stdout=None, cwd=PROJECT, env=environment) as process:
        if process.wait() != 0:
            raise failure("Preparing the demo failed", log)


def watch(processes: Mapping[str, Process], until: Callable[[], bool]) -> None:
    """Wait until this comes true; until then only an end is news.

    :raises ServiceError: when one of the processes ends, because a demo with a part missing misleads.
    """
    while not until():
        for name, process in processes.items():
            if process.poll() is not None:
                raise failure(f"“{name}” stopped by itself, so the demo stops", _log(name))
        time.sleep(0.5)


def _who_watches() -> Callable[[], bool]:
    """Return what says whether `make` or the terminal of now is gone: a killed one of them may send us no signal."""
    parent, terminal = os.getppid(), os.isatty(0)
    return lambda: ("MAKELEVEL" in os.environ and os.getppid() != parent) or (terminal and not os.isatty(0))


def stop_on_signals() -> None:
    """Let Ctrl-C, a hang-up of the terminal and a polite kill all end in the same orderly stop, which none disturbs."""
    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # started with nohup it is to survive the terminal
        signals.append(signal.SIGHUP)

    def stop(number: int, _frame: object) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt(signal.Signals(number).name)

    for each in signals:
        signal.signal(each, stop)


def _need_ports(ports: Ports) -> None:
    """Look at the ports before anything slow starts; what a killed demo left behind gets time to end."""
    with locked(FOLDER):
        patience = 20 if _card().exists() else 0
        for name, port in (("PORT", ports.web), ("SMTP_PORT", ports.smtp), ("INBOX_PORT", ports.inbox)):
            need_port(port, f"make demo {name}={port + 1}", patience=patience)
        _card().unlink(missing_ok=True)


# What others may know of a running demo


@contextmanager
def announced(ports: Ports, database_url: str, *, seconds: float) -> Iterator[None]:
    """Tell the person at the terminal that the demo is ready, and other programs where it is."""
    logins = json.loads((FOLDER / "logins.json").read_text())
    card = {"web": url(ports.web), "inbox": url(ports.inbox), "smtp_port": ports.smtp, "logins": logins}
    card |= {"database": database_url}
    try:
        _card().touch(mode=0o600)
        _card().write_text(json.dumps(card))
        with suppress(OSError):  # whoever started us may be gone, and the demo runs all the same
            print(welcome(card, seconds), flush=True)
        yield
    finally:
        _card().unlink()


def welcome(card: Mapping[str, Any], seconds: float) -> str:
    """Return what the person at the terminal reads when the demo is ready."""
    logins = card["logins"]
    role_width, email_width = (max((len(login[column]) for login in logins), default=0) for column in (0, 1))
    lines = [f"  {role:<{role_width}}  {email:<{email_width}}  {password}" for role, email, password in logins]
    return "\n".join(
        [
            f"\nThe demo is ready, after {seconds:.0f} seconds.\n",
            f"  Web    {card['web']}/",
            f"  Inbox  {card['inbox']}/   every letter that the demo sends arrives here",
            f"  Mail   127.0.0.1:{card['smtp_port']}\n",
            *(["Log in as:\n", *lines, ""] if logins else []),
            "Ctrl-C stops everything.",
        ]
    )


@contextmanager
def at_hand() -> Iterator[dict[str, Any]]:
    """Give `web`, `inbox`, `smtp_port`, `database` and `logins` of the demo that runs, or of one for this block alone.

    :raises ServiceError: when it does not start.
    """
    try:
        with locked(FOLDER):
            _card().unlink(missing_ok=True)
    except ServiceError:
        yield _wait_for_card(None)
        return
    ports = [word for name in ("--port", "--smtp-port", "--inbox-port") for word in (name, str(free_port()))]
    log = _log("demo")
    log.unlink(missing_ok=True)
    with child([*PYTHON, "demo", *ports], log=log, grace=60, cwd=PROJECT) as process:
        yield _wait_for_card(process)


def _wait_for_card(process: Process | None, seconds: float = 600) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        with suppress(FileNotFoundError, json.JSONDecodeError):
            return dict(json.loads(_card().read_text()))
        time.sleep(0.2)
    raise failure("The demo did not start", _log("demo"))


def _card() -> Path:
    return FOLDER / "running.json"


def _log(name: str) -> Path:
    return FOLDER / "log" / f"{name}.log"


def url(port: int) -> str:
    """Return the address of something on this machine."""
    return f"http://127.0.0.1:{port}"


def fetch(address: str) -> None:
    """Ask for a page of our own and fail when it is an error; never through a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(address, timeout=10).close()
