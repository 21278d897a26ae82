"""What this room holds of people, what for, and until when: every field of every model (bar P4)."""

from web.privacy import Harmless, Personal

DELIVERY = Personal(
    "Deliver a letter once, say what became of it, and answer the person who asks what we sent.",
    "As long as the person is in the network; forgotten with the person.",
)
STOPPED = Personal(
    "Never write again to who asked us to stop, or to an address that is dead.",
    "As long as the stop holds; after the person is forgotten only a keyed hash of the address stays.",
)
COLLEAGUE = Personal(
    "Tell colleagues who released a mailing or recorded a stop.",
    "As long as the record; the name goes with the account.",
)

FIELDS: dict[str, Personal | Harmless] = {
    "Letter.mailing": DELIVERY,
    "Letter.person": DELIVERY,
    "Letter.address": DELIVERY,
    "Letter.state": DELIVERY,
    "Letter.code": DELIVERY,
    "Letter.reply": DELIVERY,
    "Letter.reason": DELIVERY,
    "Letter.attempts": DELIVERY,
    "Letter.settled_at": DELIVERY,
    "Mailing.letter_class": Harmless(),
    "Mailing.title": Harmless(),
    "Mailing.sender": Harmless(),
    "Mailing.reply_to": Harmless(),
    "Mailing.subject": Harmless(),
    "Mailing.html": Harmless(),
    "Mailing.text": Harmless(),
    "Mailing.list_id": Harmless(),
    "Mailing.list_help": Harmless(),
    "Mailing.scope": Harmless(),
    "Mailing.links": Harmless(),
    "Mailing.headers": Harmless(),
    "Mailing.sealed": Harmless(),
    "Mailing.promised": Harmless(),
    "Mailing.created_at": Harmless(),
    "Mailing.created_by": COLLEAGUE,
    "Mailing.not_before": Harmless(),
    "Mailing.released_at": Harmless(),
    "Mailing.paused_at": Harmless(),
    "Mailing.pause_reason": Harmless(),
    "Mailing.cancelled_at": Harmless(),
    "Mailing.finished_at": Harmless(),
    "Mailing.expires_at": Harmless(),
    "Parcel.mailing": Harmless(),
    "Parcel.number": Harmless(),
    "Parcel.letter_ids": Harmless(),
    "Parcel.state": Harmless(),
    "Parcel.attempt": Harmless(),
    "Parcel.not_before": Harmless(),
    "Parcel.owner": Harmless(),
    "Parcel.claimed_at": Harmless(),
    "Parcel.lease_until": Harmless(),
    "Parcel.trouble": Harmless(),
    "Stop.person": STOPPED,
    "Stop.address_hash": STOPPED,
    "Stop.scope": STOPPED,
    "Stop.how": STOPPED,
    "Stop.by": COLLEAGUE,
    "Stop.at": STOPPED,
    "Stop.lifted_at": STOPPED,
}
