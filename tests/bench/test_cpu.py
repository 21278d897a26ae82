"""CPU sums must not lose a child that ended, nor count one twice."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench import cpu

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


def process(proc, pid, *, parent, own=0, buried=0, name="x"):
    """Write /proc/<pid>/stat of a process with so many ticks of its own and of children that ended."""
    folder = proc / str(pid)
    folder.mkdir()
    fields = ["S", parent, *[0] * 9, own, 0, buried, 0, *[0] * 30]
    (folder / "stat").write_text(f"{pid} ({name}) " + " ".join(map(str, fields)))


def test_a_family_is_added_up_with_its_dead(tmp_path):
    process(tmp_path, 1, parent=0, own=1_000)
    process(tmp_path, 10, parent=1, own=100, buried=20, name="post (gres) 1")
    process(tmp_path, 11, parent=10, own=3)
    process(tmp_path, 12, parent=11, own=4)
    process(tmp_path, 13, parent=1, own=500)

    assert cpu.seconds(10, tmp_path) == pytest.approx(127 * cpu.TICK)


def test_a_name_with_spaces_and_brackets_is_no_field(tmp_path):
    process(tmp_path, 7, parent=3, own=5, name="a) S 9 (b")

    assert cpu.spent(7, tmp_path) == cpu.Spent(parent=3, own=pytest.approx(5 * cpu.TICK), buried=0)


def test_work_of_a_child_that_ended_stays_counted():
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}]); print(); input()"
    with subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        used = cpu.seconds(process.pid)
        process.communicate(b"\n")

    assert used >= 0.28


def test_a_peak_is_in_millions_of_bytes():
    hold = "x = bytearray(50_000_000); print(); input()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        peak = cpu.peak_mb(process.pid)
        process.communicate(b"\n")

    assert 50 < peak < 90


def test_waiting_has_an_end():
    with pytest.raises(TimeoutError):
        cpu.wait_until(lambda: False, seconds=0.05)
