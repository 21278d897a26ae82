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
if "PYTEST_XDIST_WORKER" not in os.environ:
    from config.translations import compile_all

    compile_all()
    _running.enter_context(subprocess.Popen([sys.executable, "-m", "tests.prepared"]))


def pytest_unconfigure() -> None:
    _running.close()
