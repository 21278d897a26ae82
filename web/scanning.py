"""Have a scanner look at a file before anyone can fetch it (bar S28)."""

import shlex
import subprocess

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)

PATIENCE = 30  # seconds
HARMFUL = 1  # what clamscan, clamdscan and most others end with when they find something


def scan(name: str, content: bytes) -> None:
    """Let the scanner of `SCAN_COMMAND` read this file; without a scanner every file passes.

    :raises ValidationError: when it finds something, or cannot look: then nobody may have the file.
    """
    if not settings.SCAN_COMMAND:
        return
    try:
        command = shlex.split(settings.SCAN_COMMAND)
        ended = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False).returncode  # noqa: S603  the operator wrote it
    except (OSError, subprocess.TimeoutExpired) as failed:
        log.error("scanner_away", error=type(failed).__name__)
        ended = -1
    if ended == HARMFUL:
        log.warning("harmful_file_refused")
        raise ValidationError(_("“%(name)s” is not safe: our scanner found harmful software in it.") % {"name": name})
    if ended:
        raise ValidationError(_("“%(name)s” cannot be checked just now. Try again later.") % {"name": name})
