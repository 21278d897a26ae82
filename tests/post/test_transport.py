"""The way to the mail server: encryption and login."""

from datetime import timedelta

import pytest

from post.models import LetterState, Parcel
from post.transport.opening import NotWelcomeError, dial
from tests.post.conftest import NOW
from tests.smtp import make_certificate

PLAIN = ("PIPELINING", "8BITMIME")


@pytest.fixture
def certificate(tmp_path):
    return make_certificate(tmp_path)


def sent(mailing):
    return mailing.letters.filter(state=LetterState.SENT).count()


def test_s53_letters_travel_under_starttls_with_the_certificate_checked(
    promise, make_server, deliver, settings, certificate
):
    server = make_server(offers=(*PLAIN, "STARTTLS"), certificate=certificate)
    settings.EMAIL_USE_TLS, settings.POST_CA_FILE = True, str(certificate)
    mailing = promise(20, text="Dag [voornaam]\n" + "een regel\n" * 5000)

    deliver()

    assert sent(mailing) == 20
    assert set(server.recipients.values()) == {1}
    assert server.commands.index("STARTTLS") < next(n for n, said in enumerate(server.commands) if "MAIL" in said)


def test_s53_letters_travel_under_tls_from_the_first_octet(promise, make_server, deliver, settings, certificate):
    make_server(offers=PLAIN, certificate=certificate, implicit_tls=True)
    settings.EMAIL_USE_SSL, settings.POST_CA_FILE = True, str(certificate)
    mailing = promise(3)

    deliver()

    assert sent(mailing) == 3


def test_a_server_nobody_vouches_for_gets_no_letter(promise, make_server, deliver, settings, certificate):
    server = make_server(offers=(*PLAIN, "STARTTLS"), certificate=certificate)
    settings.EMAIL_USE_TLS = True
    mailing = promise(1)

    deliver()

    assert not server.received
    mailing.refresh_from_db()
    assert "CERTIFICATE_VERIFY_FAILED" in mailing.pause_reason


def test_a_server_that_offers_no_encryption_gets_no_letter_when_we_ask_for_it(make_server, settings):
    server = make_server(offers=PLAIN)
    settings.EMAIL_USE_TLS = True

    with pytest.raises(NotWelcomeError):
        dial()
    assert not any("MAIL" in said for said in server.commands)


def test_who_must_log_in_logs_in(promise, make_server, deliver, settings):
    server = make_server(offers=(*PLAIN, "AUTH PLAIN LOGIN"))
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "kis", "geheim"
    mailing = promise(1)

    deliver()

    assert sent(mailing) == 1
    assert any(said.startswith("AUTH PLAIN") for said in server.commands)


def test_a_login_that_fails_for_now_is_nobodys_fault(promise, make_server, deliver, settings):
    server = make_server(offers=(*PLAIN, "AUTH PLAIN"))
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "kis", "geheim"
    server.answer("AUTH", "454 4.7.0 later")
    mailing = promise(1)

    deliver()

    mailing.refresh_from_db()
    assert not mailing.paused_at
    assert "454" in Parcel.objects.get().trouble
    server.obey()
    deliver(now=NOW + timedelta(minutes=1))
    assert sent(mailing) == 1


def test_a_server_that_speaks_no_smtp_is_left_alone(promise, make_server, deliver):
    server = make_server(offers=PLAIN)
    server.answer("MAIL", "hello there")
    mailing = promise(2)

    deliver()

    assert set(mailing.letters.values_list("state", flat=True)) <= {LetterState.WAITING, LetterState.DEFERRED}
