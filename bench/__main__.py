"""Run all benches, or those named: `python -m bench`, `python -m bench post.speed web.server`.

Rewrites what docs/benchmarks.md tells of each; ends with an error when something that was promised is not met, or a
bench breaks off. Then the others go on.
"""

import subprocess
import sys
import traceback
from datetime import datetime
from importlib import import_module

from bench import report, sink
from bench.house import PROJECT, House, opened
from bench.report import Figure
from demo.run import stop_on_signals

BENCHES = (
    "post.speed",
    "post.memory",
    "post.two",
    "post.rivals",
    "post.million",
    "post.kill",
    "post.faults",
    "release",
    "web.server",
    "network.import",
    "network.duplicates",
    "network.map",
    "network.pages",
)


def main(wanted: list[str]) -> int:
    """Measure, show and keep, bench by bench; the page in docs is rewritten only by a run of everything."""
    names = [name for name in BENCHES if not wanted or any(f"{name}.".startswith(f"{word}.") for word in wanted)]
    if not names:
        print(f"There is no bench {wanted}; there are {BENCHES}.", file=sys.stderr)
        return 2
    stop_on_signals()
    if len(names) > 1:  # each in an empty house: what one wrote would change what the next one measures
        return max([subprocess.call([sys.executable, "-m", "bench", name]) for name in names])
    print(sink.described(), file=sys.stderr, flush=True)
    with opened() as house:
        figures = measured(names[0], house)
    return 0 if figures is not None and report.all_met(figures) else 1


def measured(name: str, house: House) -> list[Figure] | None:
    """Run one bench, show and keep what it found; nothing, and why, when it breaks off."""
    print(f"{name} …", file=sys.stderr, flush=True)
    try:
        figures: list[Figure] = import_module(f"bench.{name.replace('.', '_')}").run(house)
    except Exception:
        traceback.print_exc()
        return None
    print(report.on_screen(figures), flush=True)
    report.save(PROJECT / "build" / "bench.json", figures, of=[name])
    table = report.as_markdown(figures, now=datetime.now().astimezone())
    report.rewrite(PROJECT / "docs" / "benchmarks.md", name, table, order=BENCHES)
    return figures


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
