"""The mailings of the bench, through the same actions as those of a colleague."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bench import letter, readers

if TYPE_CHECKING:
    from post.models import Mailing


@dataclass(frozen=True)
class Released:
    """A mailing that was just promised, and what that took this process."""

    mailing: "Mailing"
    seconds: float
    own_cpu: float


def release(count: int) -> Released:
    """Write the letter of the bench and promise it to so many people; whatever this wakes begins at once."""
    from post.actions import mailings
    from post.models import LetterClass

    readers.enrol(count)
    now = datetime.now(UTC)
    mailing = mailings.compose(
        letter_class=LetterClass.NEWSLETTER,
        title="Bench",
        subject=letter.SUBJECT,
        html=letter.html("[naam]", "[link:unsubscribe]"),
        text=letter.text("[naam]", "[link:unsubscribe]"),
        list_id="Nieuwsbrief <nieuws.example.org>",
        now=now,
    )
    start, own_cpu = time.perf_counter(), time.process_time()
    mailings.freeze(mailing=mailing, people=readers.audience(count), now=now)
    return Released(mailing, time.perf_counter() - start, time.process_time() - own_cpu)


def by_address(mailing: "Mailing") -> dict[str, str]:
    """Name the state of every letter of a mailing."""
    from post.models import Letter, LetterState

    found = Letter.objects.filter(mailing=mailing).values_list("address", "state")
    return {address: LetterState(state).name.lower() for address, state in found}


def is_settled(mailing: "Mailing") -> bool:
    """Tell whether no letter of a mailing has to leave any more."""
    from post.models import Parcel, ParcelState

    return not Parcel.objects.filter(mailing=mailing).exclude(state=ParcelState.DONE).exists()


def addresses_of_staff() -> set[str]:
    """Name the addresses to which the house itself writes when a mailing stands still."""
    from accounts.models import User

    return set(User.objects.values_list("email", flat=True))
