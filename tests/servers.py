"""Start PostgreSQL and Redis for the tests, before Django reads its settings (`-p tests.servers` in pyproject.toml).

The controller starts them once, compiles the translations and has the database migrated from which each worker copies
its own; its workers inherit the addresses.
"""

import os
import subprocess
import sys
from contextlib import ExitStack

_running = ExitStack()

os.environ.setdefault("SECRET_KEY", "a-secret-for-the-tests-alone-that-is-long-enough-to-be-taken")
os.environ.setdefault("KIS_DEMO", "1")
if not os.environ.get("DATABASE_URL"):
    from demo import services

    _servers = _running.enter_context(services.running("test", durable=False))
    os.environ["DATABASE_URL"] = _servers.database_url
    os.environ["REDIS_URL"] = _servers.redis_url
if worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
    # A part of Redis of its own: one worker may empty it while another counts.
    shared = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0").rpartition("/")[0]
    os.environ["REDIS_URL"] = f"{shared}/{int(worker) + 1}"
else:
    from config.translations import compile_all

    compile_all()
    _running.enter_context(subprocess.Popen([sys.executable, "-m", "tests.prepared"]))


def pytest_unconfigure() -> None:
    _running.close()
