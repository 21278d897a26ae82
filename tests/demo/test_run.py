"""One command starts the whole demo, and whatever ends it, nothing stays behind."""

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from demo import __main__ as command_line
from demo import processes, run, services
from tests.demo.conftest import runs

pytestmark = pytest.mark.xdist_group("services")
ROOT = Path(__file__).resolve().parents[2]

# The real runner, with a web server and a worker that say nothing and no database to fill.
RUNNER = """
import json, sys
from pathlib import Path
from demo import __main__, run

run.FOLDER = Path(sys.argv.pop(1))
run.prepare = lambda folder, environment: (folder / "logins.json").write_text('[["Editor", "e@example.org", "geheim"]]')
web = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(run.FOLDER / "log")]
run.commands = lambda ports: {"web": [*web, str(ports.web)], "worker": ["sleep", "60"]}
sys.exit(__main__.main(sys.argv[1:]))
"""


@pytest.fixture
def folder(home):
    return home / "demo"


@pytest.fixture
def ports():
    return run.Ports(web=processes.free_port(), smtp=processes.free_port(), inbox=processes.free_port())


@contextmanager
def runner(folder, ports, **options):
    """Run the runner until the block ends."""
    words = ["--port", ports.web, "--smtp-port", ports.smtp, "--inbox-port", ports.inbox]
    command = [sys.executable, "-c", RUNNER, folder, *map(str, words)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    ) as it:
        try:
            yield it
        finally:
            it.terminate()
            it.wait(30)


def until_ready(it):
    """Read what the runner says until it is ready."""
    said = []
    while "Ctrl-C stops everything." not in "".join(said):
        line = it.stdout.readline()
        assert line, "".join(said)
        said.append(line)
    return "".join(said)


def descendants(pid):
    """Return the numbers of all processes that this one started, and those started in turn."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children] + [far for child in children for far in descendants(int(child))]


def left_of(pids):
    return [pid for pid in pids if runs(pid)]


def test_it_says_where_everything_is_and_who_can_log_in(folder, ports):
    with runner(folder, ports) as it:
        said = until_ready(it)
        card = json.loads((folder / "running.json").read_text())

    assert re.search(r"The demo is ready, after \d+ seconds\.", said)
    assert f"http://127.0.0.1:{ports.web}/" in said
    assert f"http://127.0.0.1:{ports.inbox}/" in said
    assert re.search(r"Editor +e@example.org +geheim", said)
    assert card["web"] == f"http://127.0.0.1:{ports.web}"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_end_that_is_asked_for_is_orderly(folder, ports, how):
    with runner(folder, ports) as it:
        until_ready(it)
        started = descendants(it.pid)

        it.send_signal(how)
        it.send_signal(how)  # impatience changes nothing

        assert it.wait(30) == 0
        assert it.stdout.read() == "The demo has stopped.\n"
    assert len(started) >= 8, "four servers, each on its leash"
    assert left_of(started) == []
    assert not (folder / "running.json").exists()


def test_a_killed_runner_takes_everything_along_and_the_next_start_waits_for_that(folder, ports):
    with runner(folder, ports) as it:
        until_ready(it)
        started = descendants(it.pid)
        it.kill()

        with runner(folder, ports) as another:
            until_ready(another)
            deadline = time.monotonic() + 20
            while left_of(started) and time.monotonic() < deadline:
                time.sleep(0.1)
            assert left_of(started) == []


def test_a_terminal_that_hangs_up_ends_it(folder, ports):
    ours, theirs = pty.openpty()
    with runner(folder, ports, stdin=theirs) as it:
        os.close(theirs)
        until_ready(it)
        started = descendants(it.pid)

        os.close(ours)

        assert it.wait(30) == 0
    assert left_of(started) == []


def test_one_part_that_ends_ends_all_and_is_named(folder, ports):
    with runner(folder, ports) as it:
        until_ready(it)
        started = descendants(it.pid)
        [web] = [pid for pid in started if b"http.server" in Path(f"/proc/{pid}/cmdline").read_bytes()]

        os.kill(web, signal.SIGKILL)

        assert it.wait(30) == 1
        assert "“web” stopped by itself, so the demo stops; the log " in it.stdout.read()
    assert left_of(started) == []


def test_a_taken_port_is_named_with_what_to_type_instead(folder, ports):
    with socket.create_server(("127.0.0.1", ports.inbox)), runner(folder, ports) as it:
        said = it.stdout.read()

    next_port = ports.inbox + 1
    assert said == (
        f"Port {ports.inbox} is in use by another program; choose another: make demo INBOX_PORT={next_port}.\n"
    )


def test_a_second_demo_of_the_same_folder_is_refused(folder, ports):
    with processes.locked(folder), runner(folder, ports) as it:
        said = it.stdout.read()

    assert said == f"“demo” of this project folder is already running (process {os.getpid()}); stop it first.\n"


def test_the_demo_that_runs_is_at_hand_for_others(folder, ports, monkeypatch):
    monkeypatch.setattr(run, "FOLDER", folder)
    with runner(folder, ports) as it:
        until_ready(it)

        with run.at_hand() as card:
            assert card["inbox"] == f"http://127.0.0.1:{ports.inbox}"


def test_reset_removes_all_data_but_not_of_a_demo_that_runs(folder, home, monkeypatch, capsys):
    monkeypatch.setattr(services, "HOME", home)
    monkeypatch.setattr(services.remove, "__kwdefaults__", {"home": home})
    processes.make_folder(folder)
    (folder / "letters.sqlite3").touch()

    with processes.locked(folder):
        assert command_line.main(["reset"]) == 1
    assert "already running" in capsys.readouterr().err
    assert (command_line.main(["reset"]), folder.exists()) == (0, False)


def test_a_full_disk_is_said_in_a_sentence(monkeypatch, capsys):
    def full(_ports):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run, "run", full)

    assert (command_line.main([]), capsys.readouterr().err) == (1, "The disk is full; make room and start again.\n")
