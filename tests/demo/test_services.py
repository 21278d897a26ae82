"""PostgreSQL and Redis come up, keep what they should, and leave nothing behind."""

import os
import signal
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import psycopg
import pytest
import redis

from demo import postgresql, processes, services
from demo.services import ServiceError
from tests.demo.conftest import runs

pytestmark = pytest.mark.xdist_group("services")
ROOT = Path(__file__).resolve().parents[2]


def ask(database_url, question):
    with psycopg.connect(database_url, autocommit=True) as connection:
        result = connection.execute(question)
        return result.fetchall() if result.description else None


def test_both_answer_on_the_loopback_and_nothing_stays_behind(home):
    with services.running("plain", home=home) as found:
        listens = ask(found.database_url, "SELECT current_setting('listen_addresses'), current_database()")
        pong = redis.Redis.from_url(found.redis_url).ping()
        pids = [process.pid for process in found.processes.values()]

    assert listens == [("127.0.0.1", "kis")]
    assert pong is True
    assert [pid for pid in pids if runs(pid)] == []


def test_both_ask_for_a_password(home):
    with services.running("plain", home=home) as found:
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(found.database_url.replace(":", ":x", 2).replace(":x//", "://", 1))
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url("redis://" + found.redis_url.partition("@")[2]).ping()


def test_upper_and_lower_case_go_beyond_ascii(home):
    with services.running("plain", home=home) as found:
        assert ask(found.database_url, "SELECT lower('ÉÇÑ')") == [("éçñ",)]


def test_data_stays_until_it_is_removed(home):
    with services.running("kept", durable=True, home=home) as found:
        ask(found.database_url, "CREATE TABLE promise ()")

    with services.running("kept", durable=True, home=home) as found:
        assert ask(found.database_url, "SELECT count(*) FROM promise") == [(0,)]
        place = postgresql.place_for(found.folder)

    services.remove("kept", home=home)
    assert (place.exists(), found.folder.exists()) == (False, False)


def test_a_killed_server_starts_again_with_its_data_also_when_its_number_was_given_away(home):
    with services.running("killed", durable=True, home=home) as found:
        ask(found.database_url, "CREATE TABLE promise ()")
        found.processes["postgresql"].kill()
        found.processes["postgresql"].wait()
    pid_file = postgresql.place_for(found.folder) / "data" / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(pid_file.read_text().split()[0], str(os.getpid()), 1))

    with services.running("killed", durable=True, home=home) as found:
        assert ask(found.database_url, "SELECT count(*) FROM promise") == [(0,)]


def test_data_that_never_reached_the_disk_is_not_trusted_after_a_crash(home):
    with services.running("fast", home=home) as found:
        ask(found.database_url, "CREATE TABLE promise ()")
        found.processes["postgresql"].kill()
        found.processes["postgresql"].wait()

    with services.running("fast", home=home) as found:
        assert ask(found.database_url, "SELECT to_regclass('promise')") == [(None,)]


def test_a_second_start_is_refused_with_the_process_to_look_for(home):
    with (
        processes.locked(home / "taken"),
        pytest.raises(ServiceError, match=rf"“taken” .* already running \(process {os.getpid()}\); stop it first\."),
        services.running("taken", home=home),
    ):
        pass


def test_a_port_that_is_taken_is_named(home):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with (
            pytest.raises(ServiceError, match=rf"Port {port} is in use by another program; choose another: .*\."),
            services.running("plain", home=home, postgres_port=port),
        ):
            pass


def test_a_folder_that_leads_elsewhere_is_not_used(home, tmp_path):
    (home / "lure").symlink_to(tmp_path)

    with pytest.raises(ServiceError, match="belongs to another user"), services.running("lure", home=home):
        pass

    (home / "lure").unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can own a folder as somebody else")
def test_a_folder_of_somebody_else_is_not_used(home):
    (home / "theirs").mkdir()
    os.chown(home / "theirs", 65534, 65534)

    with pytest.raises(ServiceError, match="belongs to another user"), services.running("theirs", home=home):
        pass

    (home / "theirs").rmdir()


@pytest.mark.parametrize("port", [70000, -1])
def test_a_port_that_cannot_be_is_refused_in_a_sentence(port):
    with pytest.raises(ServiceError, match=rf"Port {port} does not exist; choose another: make demo PORT=8001\."):
        processes.need_port(port, "make demo PORT=8001")


def test_a_full_disk_is_noticed_before_anything_is_written(home, monkeypatch):
    usage = namedtuple("Usage", "total used free")(10**9, 10**9, 20 * 1024 * 1024)
    monkeypatch.setattr(processes.shutil, "disk_usage", lambda _path: usage)

    with pytest.raises(ServiceError, match="is full: 20 MB free and 300 MB needed"), services.running("x", home=home):
        pass


def test_a_disk_that_filled_up_meanwhile_is_named_instead_of_its_many_consequences(tmp_path, monkeypatch):
    usage = namedtuple("Usage", "total used free")(10**9, 10**9, 8 * 1024 * 1024)
    monkeypatch.setattr(processes.shutil, "disk_usage", lambda _path: usage)

    assert "is full: 8 MB free" in str(processes.failure("Something failed", tmp_path / "any.log"))


def test_where_no_redis_was_installed_one_in_python_stands_in(home, monkeypatch):
    monkeypatch.setattr(services, "wheel", lambda _package: None)
    monkeypatch.setattr(services.shutil, "which", lambda _program: None)
    processes.make_folder(home / "python")

    with services.redis_server(home / "python") as (url, process):
        assert redis.Redis.from_url(url).set("a", 1) is True

    assert not runs(process.pid)


RUNNER = """
import sys, time
from pathlib import Path
from demo import services

with services.running("orphan", home=Path(sys.argv[1])) as found:
    print(*(process.pid for process in found.processes.values()), flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_whoever_ends_the_runner_ends_the_servers(home, soon, how):
    with subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(home)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as runner:
        pids = [int(word) for word in runner.stdout.readline().split()]

        runner.send_signal(how)

        assert len(pids) == 2
        soon(lambda: not any(map(runs, pids)))


def test_a_process_that_will_not_listen_is_ended_with_all_it_started(tmp_path, soon):
    deaf = "trap '' TERM; sleep 60 & echo $!; wait; wait"
    log = tmp_path / "log" / "deaf.log"

    with processes.child(["/bin/sh", "-c", deaf], log=log, grace=0.3) as process:
        processes.wait_for(lambda: int(log.read_text()), process, not_yet=ValueError, log=log)

    assert not runs(process.pid)
    soon(lambda: not runs(int(log.read_text())))


def test_a_server_that_does_not_start_shows_the_end_of_its_log(tmp_path):
    log = tmp_path / "log" / "broken.log"

    with (
        pytest.raises(ServiceError, match=r"(?s)“broken” did not start; the log .* ends with:\nno such thing"),
        processes.child(["/bin/sh", "-c", "echo no such thing; exit 3"], log=log) as process,
    ):
        processes.wait_for(lambda: 1 / 0, process, not_yet=ZeroDivisionError, log=log)
