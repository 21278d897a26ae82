"""Let what Django and allauth send leave through the post as well: codes, confirmations, warnings to managers."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailAlternative, EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from post.actions import mailings

_WRITTEN_BY_POST = {"from", "to", "reply-to", "subject", "date", "message-id", "auto-submitted", "cc", "bcc"}


class PostBackend(BaseEmailBackend):
    """Promise each message to each of its recipients as a service letter, in the transaction of whoever sends it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many messages were promised; they leave after the commit.

        :raises NotImplementedError: for a message with an attachment; a letter holds words only.
        """
        for message in email_messages:
            self._promise(message)
        return len(email_messages)

    def _promise(self, message: EmailMessage) -> None:
        if message.attachments:
            raise NotImplementedError("A service letter carries no attachments.")
        headers = {name: str(value) for name, value in message.extra_headers.items()}
        for address in message.recipients():
            mailings.send_service(
                to=address,
                subject=str(message.subject),
                text=str(message.body),
                html=_html_of(message),
                sender=message.from_email,
                reply_to=", ".join(message.reply_to[:1]),
                headers={name: value for name, value in headers.items() if name.lower() not in _WRITTEN_BY_POST},
                title="Django",
                now=timezone.now(),
            )


def _html_of(message: EmailMessage) -> str:
    alternatives: list[EmailAlternative] = getattr(message, "alternatives", [])
    return next((str(part.content) for part in alternatives if part.mimetype == "text/html"), "")
