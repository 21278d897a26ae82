"""What did a process and everything it started cost? Read from /proc, so Linux only."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True)
class Spent:
    """CPU seconds of one process: its own, and of the children it has already buried."""

    parent: int
    own: float
    buried: float


def spent(pid: int, proc: Path = PROC) -> Spent:
    """Read what one process has used so far (proc(5): ppid is field 4, utime, stime, cutime, cstime are 14 to 17).

    :raises FileNotFoundError: when there is no such process any more.
    """
    after_name = (proc / str(pid) / "stat").read_text().rpartition(")")[2].split()
    utime, stime, cutime, cstime = (int(field) * TICK for field in after_name[11:15])
    return Spent(parent=int(after_name[1]), own=utime + stime, buried=cutime + cstime)


def family(root: int, proc: Path = PROC) -> dict[int, Spent]:
    """Read a process and all its living descendants."""
    everyone = dict(_everyone(proc))
    found = {root: everyone[root]}
    while more := {pid: s for pid, s in everyone.items() if s.parent in found and pid not in found}:
        found |= more
    return found


def seconds(root: int, proc: Path = PROC) -> float:
    """Add up the CPU seconds of a process and its descendants, those that ended included.

    A child that ends and is waited for moves from "own" to its parent's "buried", so the sum never shrinks. To keep one
    from being counted in neither or both, the family is read until it is the same before and after.
    """
    while True:
        before, after = family(root, proc), family(root, proc)
        if before.keys() == after.keys():
            return sum(s.own + s.buried for s in after.values())


def peak_mb(pid: int) -> float:
    """Read the largest resident size a process ever had, in MB (10^6 bytes)."""
    status = (PROC / str(pid) / "status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def resident_mb() -> float:
    """Read how large this process is now, in MB (10^6 bytes)."""
    status = (PROC / "self" / "status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024 / 1e6


def parent_of(pid: int) -> int:
    """Name the parent of a process; of a PostgreSQL backend that is the server."""
    return spent(pid).parent


def wait_until(holds: Callable[[], bool], *, seconds: float, every: float = 0.01) -> None:
    """Wait until something holds.

    :raises TimeoutError: when it does not within so many seconds.
    """
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:.0f} s: {holds}")
        time.sleep(every)


def _everyone(proc: Path) -> Iterator[tuple[int, Spent]]:
    for folder in proc.iterdir():
        if folder.name.isdigit():
            try:
                yield int(folder.name), spent(int(folder.name), proc)
            except (FileNotFoundError, ProcessLookupError):
                continue
