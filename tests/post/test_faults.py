"""A deploy in the middle of a mailing."""

import time
from datetime import timedelta

from post.models import LetterState, Parcel, ParcelState
from tests.post.conftest import NOW


def test_f16_a_worker_that_must_stop_puts_down_what_has_not_left_and_the_next_goes_on(
    promise, server, deliver, settings
):
    settings.POST_CONNECTIONS = 1
    mailing = promise(60)
    server.answer("DOT", "250 2.0.0 taken", delay=0.05)

    began = time.monotonic()
    more = deliver(seconds=1)
    took = time.monotonic() - began
    halfway = mailing.letters.filter(state=LetterState.SENT).count()
    parcel = Parcel.objects.get()

    assert more
    assert took < 20
    assert 0 < halfway < 60
    assert (parcel.state, parcel.owner, len(parcel.letter_ids)) == (ParcelState.WAITING, "", 60 - halfway)
    assert not mailing.letters.filter(state=LetterState.UNKNOWN).exists()
    server.obey()
    deliver(now=NOW + timedelta(seconds=30))
    assert set(server.recipients.values()) == {1}
    assert len(server.recipients) == 60
