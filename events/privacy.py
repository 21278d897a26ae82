"""What this room holds of people, what for, and until when: every field of every model (bar P4)."""

from web.privacy import Harmless, Personal

TAKING_PART = Personal(
    "Invite people to meetings, know who comes, and keep places for them.",
    "As long as the person is in the network; forgotten with the person.",
)
SIGNING_UP = Personal(
    "Let somebody whom KIS does not know yet come to a meeting, after they confirm their address.",
    "Seven days, confirmed or not.",
)
ANNOUNCED = Personal(
    "Show who speaks at a meeting, as KIS announced it publicly.",
    "As long as the meeting is shown.",
)
COLLEAGUE = Personal(
    "Tell colleagues who invited somebody or recorded an answer.",
    "As long as the record; the name goes with the account.",
)

FIELDS: dict[str, Personal | Harmless] = {
    "Answer.event": TAKING_PART,
    "Answer.person": TAKING_PART,
    "Answer.outcome": TAKING_PART,
    "Answer.source": TAKING_PART,
    "Answer.recorded_by": COLLEAGUE,
    "Answer.answered_at": TAKING_PART,
    "Appearance.event": Harmless(),
    "Appearance.person": ANNOUNCED,
    "Appearance.organisation": Harmless(),
    "Appearance.role": ANNOUNCED,
    "Appearance.described_as": ANNOUNCED,
    "Appearance.position": Harmless(),
    "Event.series": Harmless(),
    "Event.slug": Harmless(),
    "Event.kind": Harmless(),
    "Event.title": Harmless(),
    "Event.summary": Harmless(),
    "Event.description": Harmless(),
    "Event.held_on": Harmless(),
    "Event.starts_at": Harmless(),
    "Event.ends_at": Harmless(),
    "Event.online": Harmless(),
    "Event.place": Harmless(),
    "Event.capacity": Harmless(),
    "Event.published_at": Harmless(),
    "Event.cancelled_at": Harmless(),
    "Event.lines": Harmless(),
    "GoneAnswer.event": Harmless(),
    "GoneAnswer.state": Harmless(),
    "GoneAnswer.came": Harmless(),
    "GoneAnswer.invited": Harmless(),
    "Invitation.event": TAKING_PART,
    "Invitation.person": TAKING_PART,
    "Invitation.invited_at": TAKING_PART,
    "Invitation.invited_by": COLLEAGUE,
    "Registration.event": TAKING_PART,
    "Registration.person": TAKING_PART,
    "Registration.state": TAKING_PART,
    "Registration.answered_at": TAKING_PART,
    "Registration.waiting_since": TAKING_PART,
    "Registration.came": TAKING_PART,
    "Registration.organisation": TAKING_PART,
    "Series.slug": Harmless(),
    "Series.name": Harmless(),
    "Series.organiser": Harmless(),
    "SignUp.event": SIGNING_UP,
    "SignUp.given_name": SIGNING_UP,
    "SignUp.tussenvoegsel": SIGNING_UP,
    "SignUp.family_name": SIGNING_UP,
    "SignUp.address": SIGNING_UP,
    "SignUp.organisation": SIGNING_UP,
    "SignUp.language": SIGNING_UP,
    "SignUp.asked_at": SIGNING_UP,
    "SignUp.confirmed_at": SIGNING_UP,
    "SignUp.person": SIGNING_UP,
}
