"""Know which process this is, and whether another one still lives.

A process is named `host/pid namespace:pid:start:round`. The start of the process stands in it because the system gives
the number of a dead process to a new one; the pid namespace because two containers may share a host name; the round
because one process works many rounds and a round that broke off must not seem alive.
"""

import os
import secrets
import socket
import subprocess
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_rounds: set[str] = set()


def begin_round() -> str:
    """Return a new name under which this process claims parcels, alive until `end_round`."""
    name = f"{host()}:{os.getpid()}:{_start_of(os.getpid())}:{secrets.token_hex(4)}"
    _rounds.add(name)
    return name


def end_round(name: str) -> None:
    """Let go of the name: what is still claimed under it may be taken over."""
    _rounds.discard(name)


def is_local(name: str) -> bool:
    """Tell whether that process ran where we can see whether it lives, and read its journal."""
    return name.partition(":")[0] == host()


def is_alive(name: str) -> bool:
    """Tell whether the round that bears this name still goes on; only of use for a local one."""
    try:
        _, pid, start, _ = name.split(":")
    except ValueError:
        return False
    if int(pid) == os.getpid():
        return name in _rounds
    return bool(start) and _start_of(int(pid)) == start


def same_boot(name: str) -> bool:
    """Tell whether that process ran since this machine last started."""
    parts = name.split(":")
    return len(parts) == 4 and parts[2].partition("-")[0] == _boot()


def host() -> str:
    """Return the name of this machine or container, without the colon that separates the parts."""
    return _host(os.getpid())


@lru_cache(maxsize=1)
def _host(_pid: int) -> str:
    namespace = ""
    with suppress(OSError):
        namespace = str(Path("/proc/self/ns/pid").stat().st_ino)
    return f"{socket.gethostname().replace(':', '-')[:60]}/{namespace}"


def _start_of(pid: int) -> str:
    """Return when a process started, in whatever way the system tells; nothing when it does not live."""
    if sys.platform == "linux":
        try:
            # After the name in brackets, which may itself hold spaces: state is field 3, start time field 22.
            fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] in "ZX" else f"{_boot()}-{fields[19]}"
    told = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "-" + told.stdout.strip().replace(" ", "").replace(":", "")


@lru_cache(maxsize=1)
def _boot() -> str:
    """Return which start of the machine this is: start times count from there."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
    return ""
