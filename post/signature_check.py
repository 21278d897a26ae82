"""What a letter that arrived says of its signature: whose it is, and whether it covers the button to unsubscribe."""

from __future__ import annotations

from email import message_from_string

from django.utils.translation import gettext as _

from post.sender_check import Finding, tags_of

COVERED = ("from", "list-unsubscribe", "list-unsubscribe-post")  # RFC 8058 section 4


def look_at_letter(source: str, domain: str) -> Finding:
    """Say whether the signature of a letter that arrived covers both unsubscribe headers (bar M2).

    Reads the header only: whether the signature itself is right, the mail program of the receiver says.
    """
    message = message_from_string(source.lstrip())
    signatures = [tags_of(str(value)) for value in message.get_all("DKIM-Signature", [])]
    ours = [tags for tags in signatures if _is_of(tags.get("d", "").lower(), domain)]
    if not ours:
        if signatures:
            text = _("This letter is signed, but not by %s.") % domain
        else:
            text = _("There is no DKIM signature in what you pasted. Paste the whole source, from the first line on.")
        return Finding("letter", "bad", text)
    for tags in ours:
        missing = sorted(set(COVERED) - set(tags.get("h", "").lower().split(":")))
        if not missing:
            text = _("The signature covers the sender and both unsubscribe headers.")
            return Finding("letter", "ok", text)
    text = _("The signature does not cover: %s.") % ", ".join(missing)
    help = _("Tell the server that signs to sign these headers too; without them mail programs hide the button.")
    return Finding("letter", "bad", text, help)


def _is_of(signer: str, domain: str) -> bool:
    """Tell whether who signs is the domain that readers see, or one above it or below it (RFC 9989, relaxed)."""
    ends = f".{domain}".endswith(f".{signer}") or f".{signer}".endswith(f".{domain}")
    return "." in signer and ends
