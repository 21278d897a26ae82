"""The bare client in C: what this machine could send at most when a letter costs nothing to make."""

import subprocess
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


def send(server: sink.Sink, ready_made: bytes, *, letters: int, connections: int) -> Sent:
    """Send the same ready-made bytes so many times, pipelined.

    :raises subprocess.CalledProcessError: when the sink did not answer each command as it should.
    """
    program = sink.compiled("bareclient")
    assert program is not None
    with tempfile.NamedTemporaryFile(prefix="letter-") as file:
        file.write(ready_made)
        file.flush()
        start = [str(program), str(server.port), str(connections), str(letters), file.name]
        told = subprocess.run(start, check=True, capture_output=True, text=True, timeout=300).stdout.split()
    return Sent(int(told[0]), float(told[1]), float(told[2]))
