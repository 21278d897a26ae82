"""Run all benches, or those named: `python -m bench`, `python -m bench post.speed web.server`.

Ends with an error when something that was promised is not met.
"""

import sys
from datetime import datetime
from importlib import import_module

from bench import report, sink
from bench.house import PROJECT, House, opened
from bench.report import Figure
from demo.run import stop_on_signals

BENCHES = (
    "post.speed",
    "post.memory",
    "post.kill",
    "release",
    "web.server",
    "network.import",
    "network.duplicates",
    "network.map",
    "network.pages",
)


def main(wanted: list[str]) -> int:
    """Measure, show, keep; the page in docs is rewritten only by a run of everything."""
    names = [name for name in BENCHES if not wanted or any(f"{name}.".startswith(f"{word}.") for word in wanted)]
    if not names:
        print(f"There is no bench {wanted}; there are {BENCHES}.", file=sys.stderr)
        return 2
    stop_on_signals()
    with opened() as house:
        figures = [figure for name in names for figure in measured(name, house)]
    print(report.on_screen(figures))
    report.save(PROJECT / "build" / "bench.json", figures, of=names)
    if not wanted:
        table = report.as_markdown(figures, now=datetime.now().astimezone(), notes=[sink.described()])
        report.rewrite(PROJECT / "docs" / "benchmarks.md", table)
    return 0 if report.all_met(figures) else 1


def measured(name: str, house: House) -> list[Figure]:
    """Run one bench."""
    print(f"{name} …", file=sys.stderr, flush=True)
    figures: list[Figure] = import_module(f"bench.{name.replace('.', '_')}").run(house)
    return figures


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
