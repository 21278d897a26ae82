"""What becomes of letters, whatever the mail server does."""

from post.models import LetterState


def states(mailing):
    return list(mailing.letters.order_by("pk").values_list("state", flat=True))


def test_everybody_gets_the_letter_they_were_promised(promise, server, deliver):
    """Q0, Q1"""
    mailing = promise(3)

    deliver()

    mailing.refresh_from_db()
    assert states(mailing) == [LetterState.SENT] * 3
    assert dict(server.recipients) == {f"p{n}@gemeente.example.org": 1 for n in range(3)}
    assert set(mailing.letters.values_list("code", "reply", "attempts")) == {(250, "2.0.0 taken", 1)}
    assert mailing.finished_at
