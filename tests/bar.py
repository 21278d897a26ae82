"""List which line of the bar is proved by which test: `python -m tests.bar` writes docs/bar.md."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "bar.md"
LINE = re.compile(r"(?<![\w-])([MBCAPTSONXQFZ]\d{1,2})(?![\w-])")
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
    """Return (line of the bar, test) for each test in this file that names one in its name, words or comments."""
    source = path.read_text()
    lines = source.splitlines()
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            text = "\n".join(lines[node.lineno - 2 : node.end_lineno])
            upper = "_".join(
                part.upper() if re.fullmatch(r"[mbcaptsonxqfz]\d{1,2}", part) else "" for part in node.name.split("_")
            )
            named = {*LINE.findall(text), *LINE.findall(upper.replace("_", " "))}
            found += [(line, f"{path.relative_to(ROOT)}::{node.name}") for line in named]
    return found


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
