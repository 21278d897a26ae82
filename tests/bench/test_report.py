import json
from datetime import UTC, datetime

import pytest

from bench import report
from bench.report import Figure

NOW = datetime(2026, 11, 21, 22, 15, tzinfo=UTC)


def test_a_promise_is_met_or_not_at_its_very_edge():
    verdicts = [
        report.at_least("a.b.c", "speed", 20, "times", 20).met,
        report.at_least("a.b.c", "speed", 19.99, "times", 20).met,
        report.at_most("a.b.c", "size", 150, "MB", 150).met,
        report.at_most("a.b.c", "size", 150.1, "MB", 150).met,
        report.exactly("a.b.c", "lost", 0, "letters", 0).met,
        report.exactly("a.b.c", "lost", 1, "letters", 0).met,
    ]

    assert verdicts == [True, False, True, False, True, False]


def test_what_was_never_promised_cannot_be_missed():
    told = Figure("web.server.granian", "pages", 700, "per s")

    assert report.all_met([told])
    assert not report.all_met([told, report.exactly("post.kill.lost", "lost", 1, "letters", 0)])


@pytest.mark.parametrize(
    ("value", "shown"), [(13950.4, "13,950 x"), (0, "0 x"), (21.456, "21.46 x"), (0.0531, "0.053 x"), (20.0, "20 x")]
)
def test_a_value_is_shown_with_the_digits_that_mean_something(value, shown):
    assert Figure("a.b.c", "", value, "x").shown == shown


def test_only_what_a_page_tells_of_this_bench_is_rewritten(tmp_path):
    page = tmp_path / "benchmarks.md"
    page.write_text(
        f"# Before\n\n### post.memory\n{report.BEGIN}\n\n### web.server\n\nof pages\n\n"
        f"### post.memory\n\nold\n\n{report.END}\n\n### post.memory\nAfter\n"
    )
    figure = report.at_most("post.memory.peak", "peak", 47.5, "MB", 150)
    order = ["post.speed", "post.memory", "web.server"]

    report.rewrite(page, "post.memory", report.as_markdown([figure], now=NOW), order=order)
    report.rewrite(page, "post.speed", "of speed", order=order)

    text = page.read_text()
    assert text.startswith(f"# Before\n\n### post.memory\n{report.BEGIN}\n\n### post.speed\n\nof speed\n\n### post.mem")
    assert "### post.memory\n\nMeasured on 21 November 2026, 22:15 on " in text
    assert "| peak | 47.50 MB | at most 150 | met | `post.memory.peak` |\n\n### web.server\n\nof pages\n\n" in text
    assert text.endswith(f"\n{report.END}\n\n### post.memory\nAfter\n")
    assert "old" not in text


def test_what_broke_stands_in_a_table_of_its_own():
    fault = report.Endured(
        "post.faults.f3", "Redis emptied", 0, "wrong", "0", True, letters=20_000, unknown=2, seen="verstuurd 19.998"
    )

    lines = report.as_markdown([Figure("a.b", "pages", 7, "/s"), fault], now=NOW).splitlines()

    assert lines[-1] == "| Redis emptied | 20,000 | 0 | 0 | 2 | met | verstuurd 19.998 |"
    assert sum("Redis emptied" in line for line in lines) == 1


def test_a_page_without_markers_is_left_alone(tmp_path):
    page = tmp_path / "benchmarks.md"
    page.write_text("# My own words\n")

    with pytest.raises(ValueError, match="no place for figures"):
        report.rewrite(page, "web.server", "table", order=["web.server"])

    assert page.read_text() == "# My own words\n"


def test_a_run_of_one_bench_leaves_the_figures_of_the_others(tmp_path):
    path = tmp_path / "build" / "bench.json"
    first = {"post.speed.a": 1, "post.speed.b": 2, "post.kill.a": 3}
    report.save(path, [Figure(id, "", value, "") for id, value in first.items()], of=["post.speed", "post.kill"])

    report.save(path, [Figure("post.speed.a", "", 9, "x", "at least 4", True)], of=["post.speed"])

    kept = json.loads(path.read_text())
    assert [(row["id"], row["value"]) for row in kept] == [("post.kill.a", 3), ("post.speed.a", 9)]
    assert kept[1] == {"id": "post.speed.a", "what": "", "value": 9, "unit": "x", "target": "at least 4", "met": True}


def test_the_screen_shows_columns_and_verdicts():
    missed, told = report.exactly("post.kill.lost", "letters lost", 1, "letters", 0), Figure("b.c.d", "pages", 7, "/s")

    shown = report.on_screen([missed, told])

    assert shown.splitlines() == [
        "post.kill.lost  1 letters  0  NOT MET  letters lost",
        "b.c.d           7 /s                   pages",
    ]
