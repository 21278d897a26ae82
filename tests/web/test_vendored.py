"""S60, Z45: what we took from others is pinned, unchanged and has its licence beside it."""

import base64
import hashlib
import json
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
VENDOR = STATIC / "vendor"


def test_every_vendored_file_is_what_the_manifest_says():
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    found = {
        str(path.relative_to(VENDOR)): base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name not in {"LICENSE", "manifest.json"}
    }

    assert found == {name: entry["sha384"].removeprefix("sha384-") for name, entry in manifest.items()}


def test_every_borrowed_thing_has_its_licence_beside_it():
    for folder in [*(path.parent for path in VENDOR.rglob("*.js")), STATIC / "fonts", STATIC / "img" / "icons"]:
        assert list(folder.glob("LICENSE*")), folder


def test_nothing_is_loaded_from_others():
    """T8, S59."""
    styles = [path.read_text() for path in (STATIC / "css").glob("*.css")]

    assert not any("//" in style.replace("https://www.w3.org", "") for style in styles)
