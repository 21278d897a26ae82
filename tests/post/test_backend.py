"""What Django and allauth send leaves through the post."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction

from post.backend import PostBackend
from post.models import Letter, LetterClass, LetterState


@pytest.fixture(autouse=True)
def _through_the_post(settings, db):
    settings.EMAIL_BACKEND = "post.backend.PostBackend"


def test_a_code_becomes_a_service_letter_and_leaves(server, deliver):
    """M11"""
    send_mail("Je [code]", "Je code: [123456]", None, ["samira@x.example.org"], html_message="<p>123456</p>")

    letter = Letter.objects.get()
    assert (letter.mailing.letter_class, letter.state) == (LetterClass.SERVICE, LetterState.WAITING)
    deliver(now=letter.mailing.created_at)
    message = server.received[0].message
    assert message["Subject"] == "Je [code]"
    assert message.get_body(("plain",)).get_content().strip() == "Je code: [123456]"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "123456" not in str(Letter.objects.values("mailing__text", "mailing__html", "mailing__subject").get())


def test_each_recipient_gets_a_letter_of_their_own():
    with mail.get_connection() as connection:
        message = EmailMultiAlternatives("s", "b", "a@x.example.org", ["b@x.example.org"], ["c@x.example.org"])
        assert connection.send_messages([message]) == 1

    assert set(Letter.objects.values_list("address", flat=True)) == {"b@x.example.org", "c@x.example.org"}


def test_a_letter_of_a_transaction_that_fails_was_never_promised():
    with transaction.atomic():
        send_mail("s", "b", None, ["a@x.example.org"])
        transaction.set_rollback(True)

    assert not Letter.objects.exists()


def test_no_header_can_be_smuggled_in(server, deliver):
    """Z28"""
    message = EmailMessage("s\r\nBcc: x@y.nl", "b", None, ["a@x.example.org"], headers={"X-A": "1\r\nBcc: x@y.nl"})
    PostBackend().send_messages([message])

    deliver(now=Letter.objects.get().mailing.created_at)

    (received,) = server.received
    assert received.message["Bcc"] is None
    assert received.message["Subject"] == "s Bcc: x@y.nl"


def test_attachments_are_refused():
    message = EmailMessage("s", "b", None, ["a@x.example.org"])
    message.attach("a.txt", "x")

    with pytest.raises(NotImplementedError):
        PostBackend().send_messages([message])
