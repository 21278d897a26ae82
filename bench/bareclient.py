"""The bare clients: what could be sent at most when a letter costs nothing to make.

The one in Python (`barepython.py`) is the measure for a program in Python; the one in C says what the machine can do.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass

from bench import sink


@dataclass(frozen=True)
class Sent:
    """What a sender did: letters, how long it took, and CPU seconds of its own."""

    letters: int
    seconds: float
    cpu: float

    @property
    def per_second(self) -> float:
        return self.letters / self.seconds


def in_c() -> list[str] | None:
    """Return how to start the one in C; None when this machine has no C compiler."""
    program = sink.compiled("bareclient")
    return [str(program)] if program else None


def in_python() -> list[str]:
    """Return how to start the one in Python."""
    return [sys.executable, "-m", "bench.barepython"]


def send(client: list[str], server: sink.Sink, ready_made: bytes, *, letters: int, connections: int) -> Sent:
    """Send the same ready-made bytes so many times, pipelined.

    :raises subprocess.CalledProcessError: when the sink did not answer each command as it should.
    """
    with tempfile.NamedTemporaryFile(prefix="letter-") as file:
        file.write(ready_made)
        file.flush()
        start = [*client, str(server.port), str(connections), str(letters), file.name]
        told = subprocess.run(start, check=True, capture_output=True, text=True, timeout=300).stdout.split()
    return Sent(int(told[0]), float(told[1]), float(told[2]))
