"""Servers of our own for the tests that start and stop them."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo import services


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Iterator[Path]:
    """Return a folder for instances; their data is removed afterwards, wherever it was put."""
    folder = tmp_path_factory.mktemp("services")
    yield folder
    for instance in folder.iterdir():
        services.remove(instance.name, home=folder)


@pytest.fixture
def soon() -> Callable:
    """Return a function that waits until something is so."""

    def wait(so: Callable[[], object], seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not so():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.02)

    return wait


def runs(pid: int) -> bool:
    """Say whether a process runs; one that ended but was not yet reaped does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except PermissionError:
        return True
    except OSError:
        return False
    return state != "Z"
