"""S28: nobody can fetch a file that a scanner did not let pass."""

import sys

import pytest
from django.core.exceptions import ValidationError

from web.scanning import scan

LOOKS_FOR_EICAR = f"{sys.executable} -c 'import sys; sys.exit(b\"EICAR\" in sys.stdin.buffer.read())'"


def test_without_a_scanner_every_file_passes(settings):
    settings.SCAN_COMMAND = ""

    assert scan("verslag.txt", b"EICAR") is None


def test_the_scanner_decides(settings):
    settings.SCAN_COMMAND = LOOKS_FOR_EICAR

    assert scan("verslag.txt", b"Wat we bespraken") is None
    with pytest.raises(ValidationError, match=r"virus\.txt"):
        scan("virus.txt", b"EICAR")


@pytest.mark.parametrize("command", ["/nergens/scanner", f"{sys.executable} -c 'raise SystemExit(2)'"])
def test_a_scanner_that_cannot_look_lets_nothing_pass(settings, command):
    settings.SCAN_COMMAND = command

    with pytest.raises(ValidationError):
        scan("verslag.txt", b"Wat we bespraken")
