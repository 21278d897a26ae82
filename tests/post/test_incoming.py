"""The ways in for what comes back: the signed webhook, the mailbox and the webhook of a provider."""

import base64
import json
import time
from datetime import UTC, datetime

import pytest
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.test import Client, RequestFactory

from post import tasks
from post.incoming.providers import LETTER
from post.incoming.signature import sign
from post.models import Report
from tests.imap import ImapServer
from tests.post import bounces

KEY = "een-lange-sleutel-voor-de-proef-1234567890"
DOOR = "/post/terug/"


@pytest.fixture
def letter(promise, deliver):
    mailing = promise(["samira@gemeente.example.org"])
    deliver()
    return mailing.letters.get()


@pytest.fixture
def post(settings, db):
    """Return a function that hands a message to the webhook as a mail server of ours would."""
    settings.POST_WEBHOOK_KEYS = ["een-oude-sleutel", KEY]

    def hand(raw, key=KEY, at=None, signature=None):
        moment = str(int(time.time()) if at is None else at)
        headers = {"X-Post-Time": moment, "X-Post-Signature": signature or sign(raw, moment, key)}
        return Client().post(DOOR, data=raw, content_type="message/rfc822", headers=headers).status_code

    return hand


def count():
    return Report.objects.count()


class TestTheSignedWebhook:
    def test_f17_takes_what_is_signed_once_however_often_it_comes(self, post, letter):
        raw = bounces.dsn(letter)

        answers = [post(raw) for _ in range(3)]

        assert answers == [204] * 3
        assert count() == 1

    def test_f17_forged_or_old_messages_change_nothing(self, post, letter):
        raw, now = bounces.dsn(letter), int(time.time())

        answers = [
            post(raw, key="een-andere-sleutel"),
            post(raw, signature=sign(raw + b" ", str(now), KEY)),
            post(raw, signature="0" * 64),
            post(raw, at=now - 7 * 24 * 3600),
            post(raw, at=now + 3600),
            post(raw, at="morgen"),
        ]

        assert answers == [401] * 6
        assert count() == 0

    def test_a_time_that_was_not_signed_is_no_time(self, post, letter):
        raw, now = bounces.dsn(letter), int(time.time())

        assert post(raw, at=now, signature=sign(raw, str(now - 600), KEY)) == 401

    def test_says_nothing_about_what_was_in_it(self, post, letter):
        assert post(b"To: nobody\r\n\r\nhallo") == 204
        assert count() == 0

    def test_refuses_what_is_too_large(self, post, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

        assert post(b"x" * 2000) == 413

    def test_is_no_page_without_a_key(self, post, letter, settings):
        settings.POST_WEBHOOK_KEYS = []

        assert post(bounces.dsn(letter)) == 404

    def test_f17_is_quick_with_very_many(self, post, letter):
        raw = [bounces.dsn(letter, number=number) for number in range(60)]
        began = time.perf_counter()

        for one in raw:
            post(one)

        assert (time.perf_counter() - began) / len(raw) < 0.2


class TestTheMailbox:
    @pytest.fixture
    def mailbox(self, settings, tmp_path):
        """A mailbox on loopback, with a certificate that our settings trust."""
        server = ImapServer(tmp_path)
        settings.BOUNCE_IMAP_HOST, settings.BOUNCE_IMAP_PORT = "127.0.0.1", server.port
        settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD = "bounce", "geheim"
        settings.BOUNCE_IMAP_CA_FILE = str(server.certificate)
        yield server
        server.close()

    def test_what_tells_something_is_taken_and_removed_and_the_rest_stays_for_a_person(self, mailbox, letter):
        mailbox.messages = [bounces.dsn(letter), bounces.vacation(letter), b"Subject: vraag\r\n\r\nWie ben je?\r\n"]

        tasks.read_mailbox()

        assert count() == 1
        assert [b"vraag" in raw or b"Afwezig" in raw for raw in mailbox.messages] == [True] * 2
        assert mailbox.seen == {2, 3}

    def test_a_second_visit_finds_nothing_new(self, mailbox, letter):
        mailbox.messages = [b"Subject: vraag\r\n\r\nWie ben je?\r\n"]

        tasks.read_mailbox()
        tasks.read_mailbox()

        assert mailbox.fetched == 1

    def test_without_a_mailbox_nobody_is_called(self, mailbox, settings):
        settings.BOUNCE_IMAP_HOST = ""

        tasks.read_mailbox()

        assert mailbox.connections == 0


class TestAProvider:
    def event(self, letter, kind=EventType.BOUNCED, **facts):
        told = {"event_type": kind, "timestamp": datetime.now(UTC), "event_id": "e1", "recipient": letter.address}
        return AnymailTrackingEvent(**{**told, "metadata": {LETTER: self.token(letter)}, **facts})

    def token(self, letter):
        return bounces.returns_to(letter).partition("+")[2].partition("@")[0]

    def tell(self, event):
        tracking.send(object, event=event, esp_name="Postmark")

    @pytest.mark.parametrize(
        ("facts", "kind"),
        [
            ({"mta_response": "smtp; 550 5.1.1 unknown"}, "hard"),
            ({"reject_reason": RejectReason.INVALID}, "hard"),
            ({"reject_reason": RejectReason.TIMED_OUT}, "soft"),
            ({"reject_reason": RejectReason.SPAM, "kind": EventType.REJECTED}, "ours"),
            ({"kind": EventType.FAILED}, "ours"),
            ({"kind": EventType.COMPLAINED}, "complaint"),
        ],
    )
    def test_what_it_tells_counts_like_a_report(self, letter, facts, kind):
        self.tell(self.event(letter, **facts))

        assert list(Report.objects.values_list("kind", flat=True)) == [kind]

    @pytest.mark.parametrize(
        "kind", [EventType.DELIVERED, EventType.DEFERRED, EventType.AUTORESPONDED, EventType.OPENED]
    )
    def test_what_is_no_failure_is_left(self, letter, kind):
        self.tell(self.event(letter, kind))

        assert count() == 0

    def test_is_believed_on_the_message_id_of_a_letter_but_not_on_a_forged_token(self, letter, server):
        named = server.received[0].message["Message-ID"]
        self.tell(self.event(letter, metadata={LETTER: "1-0"}, message_id="<abc@provider.example.org>"))
        assert count() == 0

        self.tell(self.event(letter, metadata={}, message_id=named))

        assert count() == 1

    def test_its_webhook_needs_the_secret_of_our_settings(self, letter, settings):
        settings.ANYMAIL = {"WEBHOOK_SECRET": "kis:geheim"}
        bounce = {"RecordType": "Bounce", "ID": 7, "Type": "HardBounce", "Email": letter.address}
        bounce |= {"Details": "smtp;550 5.1.1 unknown", "BouncedAt": "2026-11-21T21:00:00Z"}
        body = json.dumps({**bounce, "Metadata": {LETTER: self.token(letter)}})

        def call(secret):
            given = "Basic " + base64.b64encode(secret.encode()).decode()
            request = RequestFactory().post(
                "/", data=body, content_type="application/json", headers={"Authorization": given}
            )
            return PostmarkTrackingWebhookView.as_view()(request)

        with pytest.raises(Exception, match="basic auth"):
            call("kis:geraden")
        assert count() == 0
        assert call("kis:geheim").status_code == 200
        assert count() == 1
