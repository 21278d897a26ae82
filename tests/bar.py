"""List which line of the bar is proved by which test: `python -m tests.bar` writes docs/bar.md."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "bar.md"
LINE = re.compile(r"(?<![\w-])([MBCAPTSONXQFZ]\d{1,2})(?![\w-])")
RANGE = re.compile(r"\b([A-Z])(\d{1,2}) to \1(\d{1,2})\b")
FAMILIES = {
    "Q": "promises of the post",
    "F": "faults",
    "M": "mail standards",
    "B": "large receivers",
    "C": "calendar",
    "A": "accessibility",
    "P": "privacy law",
    "T": "telecom law",
    "S": "ASVS",
    "O": "BIO2",
    "N": "internet.nl",
    "X": "security.txt",
    "Z": "security and privacy of the product",
}


def named_in(path: Path) -> list[tuple[str, str]]:
    """Return (line of the bar, where it is proved) for each line that a file, its classes and its tests name."""
    source = path.read_text()
    lines, tree = source.splitlines(), ast.parse(source)
    here = str(path.relative_to(ROOT))
    found = [(line, here) for line in named(ast.get_docstring(tree) or "")]
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            found += [(line, f"{here}::{node.name}") for line in named(ast.get_docstring(node) or "")]
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            text = "\n".join(lines[node.lineno - 2 : node.end_lineno])
            found += [(line, f"{here}::{node.name}") for line in named(text) | named_by(node.name)]
    return found


def named(text: str) -> set[str]:
    """Return the lines of the bar in a text; "S14 to S19" names all six."""
    found = set(LINE.findall(text))
    for family, first, last in RANGE.findall(text):
        found |= {f"{family}{number}" for number in range(int(first), int(last) + 1)}
    return found


def named_by(name: str) -> set[str]:
    """Return the lines of the bar in the name of a test, such as test_f1_kill_9."""
    return {part.upper() for part in name.split("_") if LINE.fullmatch(part.upper())}


def page() -> str:
    """Return docs/bar.md as it should be."""
    tests = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for line, test in named_in(path):
            tests[line].add(test)
    text = [
        "# The bar, and which test proves which line",
        "",
        "The lines are the numbered requirements on standards, faults, security and privacy that this product keeps.",
        "This page is written by `python -m tests.bar`; a line that is not here has no test of its own yet.",
    ]
    for letter, title in FAMILIES.items():
        held = sorted((line for line in tests if line[0] == letter), key=lambda line: int(line[1:]))
        if held:
            text += ["", f"## {letter}: {title}", ""]
            text += [f"- **{line}** " + ", ".join(f"`{test}`" for test in sorted(tests[line])) for line in held]
    return "\n".join(text) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
