"""Compile the translations, or check that none is missing: `python -m config.translations [--check]`.

Done with polib, so that a machine without GNU gettext can run the product.
"""

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_all() -> None:
    """Write the .mo file beside each .po file that is newer."""
    for po in LOCALE.glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            polib.pofile(str(po)).save_as_mofile(str(mo))


def gaps() -> list[str]:
    """Return one line for each message without a finished Dutch translation."""
    found = []
    for po in LOCALE.glob("nl/LC_MESSAGES/*.po"):
        entries = polib.pofile(str(po))
        found += [
            f"{po.name}: {'fuzzy' if e.fuzzy else 'missing'}: {e.msgid}"
            for e in entries.fuzzy_entries() + entries.untranslated_entries()
        ]
    return found


def main() -> int:
    if "--check" not in sys.argv:
        compile_all()
        return 0
    missing = gaps()
    print("\n".join(missing) or "Every message has its Dutch translation.")
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
