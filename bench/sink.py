"""The mail server of the bench: on loopback, takes everything, limits nothing, counts and writes down what it took."""

import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from demo import processes

HERE = Path(__file__).parent
BUILT = HERE.parent / "build" / "bench"
COUNTERS = struct.Struct("=6Q")


@dataclass(frozen=True)
class Counted:
    """What a sink has seen so far; only letters whose data ended as RFC 5321 says are letters."""

    letters: int
    bytes: int
    sessions: int
    refused: int
    cut_halfway: int
    sent_too_early: int

    @property
    def bytes_per_letter(self) -> float:
        return self.bytes / self.letters if self.letters else 0.0


@dataclass(frozen=True)
class Sink:
    """A running sink: where it listens and what it has written down."""

    port: int
    folder: Path
    kind: str
    pid: int

    @cached_property
    def _counters(self) -> mmap.mmap:
        with (self.folder / "counters").open("rb") as file:
            return mmap.mmap(file.fileno(), COUNTERS.size, prot=mmap.PROT_READ)

    def counted(self) -> Counted:
        """Read the counters; costs the sink nothing."""
        return Counted(*COUNTERS.unpack(self._counters[:]))

    def journal(self) -> Counter[str]:
        """Count how often each recipient was taken responsibility for."""
        return Counter((self.folder / "journal").read_text().splitlines())

    def calm(self) -> None:
        """Let a sink with a mood do nothing wrong any more."""
        os.kill(self.pid, signal.SIGUSR1)

    def dumped(self, containing: bytes) -> list[bytes]:
        """Read the sampled letters in which this stands, as they came, with two lines of the envelope before them."""
        letters = (path.read_bytes() for path in sorted((self.folder / "dump").glob("*.eml")))
        return [letter for letter in letters if containing in letter]


def parsed(dumped: bytes) -> EmailMessage:
    """Parse a letter as a mail program would, without the dots that SMTP added (RFC 5321 section 4.5.2)."""
    return message_from_bytes(dumped.replace(b"\r\n.", b"\r\n"), policy=policy.default)


def on_the_wire(dumped: bytes) -> bytes:
    """Return the octets of a letter as they were sent, the final dot included."""
    return dumped.split(b"\r\n", 2)[2] + b".\r\n"


def compiled(name: str, *options: str) -> Path | None:
    """Compile one of our C programs unless that is done already; None when this machine has no C compiler."""
    source, target = HERE / f"{name}.c", BUILT / name
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        BUILT.mkdir(parents=True, exist_ok=True)
        subprocess.run([compiler, "-O2", "-o", str(target), str(source), *options], check=True)
    return target


def command(
    folder: Path, *, program: Path | None, delay_ms: float, sample_every: int, journal: bool, mood: str
) -> list[str]:
    """Put together how the sink is started; the ones in Python understand the same options."""
    start = [str(program)] if program else [sys.executable, "-m", "bench.pysink"]
    if mood:
        start = [sys.executable, "-m", "bench.moodysink", "-m", mood]
    options = ["-c", str(folder / "counters"), "-w", str(delay_ms)]
    options += ["-l", str(folder / "journal")] if journal else []
    options += ["-d", str(folder / "dump"), "-e", str(sample_every)] if sample_every else []
    return start + options


def described() -> str:
    """Say which sink this machine can run, because it decides what can be measured."""
    if compiled("fastsink"):
        return "The sink and the bare client are in C, compiled here."
    return "No C compiler here: the sink is the slower one in Python, and there is no bare client to compare with."


@contextmanager
def running(
    *, delay_ms: float = 0, sample_every: int = 0, journal: bool = False, in_c: bool = True, mood: str = ""
) -> Iterator[Sink]:
    """Run a sink for a while, in C where a compiler is, else in Python; it and its files are gone afterwards.

    One with a `mood` (see moodysink.py) is always in Python.
    """
    program = compiled("fastsink") if in_c and not mood else None
    with tempfile.TemporaryDirectory(prefix="sink-") as name:
        folder = Path(name)
        (folder / "dump").mkdir()
        start = command(
            folder, program=program, delay_ms=delay_ms, sample_every=sample_every, journal=journal, mood=mood
        )
        log = folder / "log" / "sink.log"
        with processes.child(start, log=log, cwd=HERE.parent) as process:
            processes.wait_for(lambda: port_told(log), process, not_yet=IndexError, log=log)
            yield Sink(port=port_told(log), folder=folder, kind="C" if program else "Python", pid=process.pid)


def port_told(log: Path) -> int:
    """Read where the sink listens from the first line that it wrote.

    :raises IndexError: when it has not said so yet.
    """
    return int(log.read_text().partition("\n")[0].split()[1])
