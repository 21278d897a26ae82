"""Compile the translations, or check that none is missing: `python -m config.translations [--check]`.

Done with polib and Django's own template reader, so that a machine without GNU gettext can run and check the product.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
ROOMS = (
    "accounts",
    "community",
    "config",
    "events",
    "network",
    "newsletter",
    "platform_eer_vrijheid",
    "post",
    "privacy",
    "web",
)
FUNCTIONS = {
    "_": 0,
    "gettext": 0,
    "gettext_lazy": 0,
    "gettext_noop": 0,
    "ngettext": 0,
    "ngettext_lazy": 0,
    "pgettext": 1,
    "pgettext_lazy": 1,
}
CALL_IN_TEMPLATE = re.compile(r"""(?:\b(n?p?gettext)|(?<=\s)_)\(((?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*"|,\s*)+)""")


def compile_all() -> None:
    """Write the .mo file beside each .po file that is newer."""
    for po in LOCALE.glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            polib.pofile(str(po)).save_as_mofile(str(mo))


def messages_in_python(source: str) -> Iterator[str]:
    """Yield the message ids that this Python source hands to gettext."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        position = FUNCTIONS.get(name)
        if position is None or len(node.args) <= position:
            continue
        message = node.args[position]
        if isinstance(message, ast.Constant) and isinstance(message.value, str):
            yield message.value


def messages_in_template(source: str) -> Iterator[str]:
    """Yield the message ids that this template asks for."""
    for function, arguments in CALL_IN_TEMPLATE.findall(templatize(source)):
        strings = ast.literal_eval(f"[{arguments}]")
        if strings:
            yield strings[1 if function.startswith("p") else 0]


def messages_in_code() -> dict[str, str]:
    """Return every message id in the house with the file that uses it."""
    found = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            found.update(dict.fromkeys(messages_in_python(path.read_text()), str(path.relative_to(ROOT))))
    for path in (ROOT / "templates").rglob("*"):
        if path.is_file():
            found.update(dict.fromkeys(messages_in_template(path.read_text()), str(path.relative_to(ROOT))))
    return found


def gaps() -> list[str]:
    """Return one line for each message that has no finished Dutch translation."""
    entries = polib.pofile(str(LOCALE / "nl" / "LC_MESSAGES" / "django.po"))
    unfinished = entries.fuzzy_entries() + entries.untranslated_entries()
    found = [f"{'fuzzy' if entry.fuzzy else 'empty'}: {entry.msgid}" for entry in unfinished]
    known = {entry.msgid for entry in entries if not entry.obsolete}
    return found + [
        f"missing: {message} ({path})" for message, path in messages_in_code().items() if message not in known
    ]


def main() -> int:
    if "--check" not in sys.argv:
        compile_all()
        return 0
    if not settings.configured:
        settings.configure()
    missing = gaps()
    print("\n".join(missing) or "Every message has its Dutch translation.")
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
