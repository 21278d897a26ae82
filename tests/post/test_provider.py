"""Letters through a mail provider instead of a mail server: the same promises."""

from types import SimpleNamespace

import pytest
import requests
from anymail.exceptions import AnymailRecipientsRefused, AnymailRequestsAPIError
from django.core import mail
from urllib3.exceptions import MaxRetryError, NewConnectionError

from post import links, postman
from post.models import LetterState, Reason
from post.transport.provider import LETTER
from tests.post.conftest import NOW

S = LetterState


@pytest.fixture
def provider(settings, monkeypatch):
    """A provider that takes letters; `fails` makes it answer otherwise, to one address or to all."""
    settings.POST_PROVIDER = "anymail.backends.test.EmailBackend"
    from anymail.backends.test import EmailBackend

    answers, usual = {}, EmailBackend.post_to_esp

    def post_to_esp(self, payload, message):
        for address, failure in answers.items():
            if address in message.to[0]:
                raise failure
        return usual(self, payload, message)

    monkeypatch.setattr(EmailBackend, "post_to_esp", post_to_esp)
    return SimpleNamespace(fails=lambda failure, about="@": answers.update({about: failure}), works=answers.clear)


def deliver():
    return postman.deliver(clock=lambda: NOW, in_thread=False)


def states(mailing):
    return list(mailing.letters.order_by("pk").values_list("state", flat=True))


def answered(status):
    return AnymailRequestsAPIError(
        "no", response=SimpleNamespace(status_code=status, reason="", text=""), status_code=status
    )


def test_a_letter_goes_as_it_is_with_its_headers_and_its_token(promise, provider):
    mailing = promise(["samira@gemeente.example.org"], text="Dag [voornaam]\n.punt", html="<p>Dag [voornaam]</p>")

    deliver()

    (sent,) = mail.outbox
    assert states(mailing) == [S.SENT]
    assert sent.body.split() == ["Dag", "Samira", ".punt"]
    assert "<p>Dag Samira</p>" in sent.alternatives[0].content
    assert sent.to == ["Samira Amrani <samira@gemeente.example.org>"]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.extra_headers["Message-ID"].startswith(f"<{mailing.letters.get().pk}.")
    assert links.open_bounce(sent.anymail_test_params["metadata"][LETTER]) == mailing.letters.get().pk


def test_many_letters_go_once(promise, provider):
    mailing = promise(12)

    deliver()
    deliver()

    assert states(mailing) == [S.SENT] * 12
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 12


@pytest.mark.parametrize("status", [500, 502, 504])
def test_q2_without_a_clear_answer_a_letter_is_in_doubt_and_never_sent_again(promise, provider, status):
    mailing = promise(2)
    provider.fails(answered(status), about="p1@")

    deliver()
    provider.works()
    deliver()

    assert states(mailing) == [S.SENT, S.UNKNOWN]
    assert mailing.letters.get(state=S.UNKNOWN).reason == Reason.NO_ANSWER
    assert len(mail.outbox) == 1


def test_a_timeout_while_it_answers_is_in_doubt(promise, provider):
    mailing = promise(1)
    kind = type("Both", (AnymailRequestsAPIError, requests.ReadTimeout), {})
    failure = kind("no")
    failure.__cause__ = requests.ReadTimeout("read timed out")
    provider.fails(failure)

    deliver()

    assert states(mailing) == [S.UNKNOWN]


def test_a_provider_that_cannot_be_reached_leaves_everything_waiting(promise, provider):
    mailing = promise(3)
    failure = AnymailRequestsAPIError("no")
    failure.__cause__ = requests.ConnectionError(MaxRetryError(None, "/", NewConnectionError(None, "refused")))
    provider.fails(failure)

    deliver()

    assert states(mailing) == [S.WAITING] * 3
    assert mailing.parcels.get().trouble


@pytest.mark.parametrize("status", [429, 503])
def test_a_provider_that_is_busy_gets_them_later(promise, provider, status):
    mailing = promise(3)
    provider.fails(answered(status))

    deliver()

    assert states(mailing) == [S.WAITING] * 3


def test_f7_a_provider_that_does_not_let_us_in_pauses_the_mailing(promise, provider):
    mailing = promise(3)
    provider.fails(answered(401))

    deliver()

    mailing.refresh_from_db()
    assert states(mailing) == [S.WAITING] * 3
    assert mailing.paused_at


def test_a_receiver_whom_the_provider_refuses_fails_alone(promise, provider):
    mailing = promise(3)
    provider.fails(AnymailRecipientsRefused("no"), about="p1@")

    deliver()

    assert states(mailing) == [S.SENT, S.FAILED, S.SENT]
