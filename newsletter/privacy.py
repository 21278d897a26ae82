"""What this room holds of people, what for, and until when: every field of every model (bar P4)."""

from web.privacy import Harmless, Personal

CONSENT = Personal(
    "Show who agreed to which letters, in which words, and when they took it back (AVG art. 7; Tw 11.7).",
    "As long as the person is in the network, and after leaving the list as proof; goes with the person.",
)
LEAVING = Personal(
    "Count how many people leave a list through which letter.",
    "As long as the subscription; goes with the person.",
)
MAKER = Personal(
    "Tell colleagues who made or last changed a letter.",
    "As long as the campaign; the name goes with the account.",
)

FIELDS: dict[str, Personal | Harmless] = {
    "Audience.lines": Harmless(),
    "Audience.target_groups": Harmless(),
    "Audience.work_roles": Harmless(),
    "Audience.selections": Harmless(),
    "Audience.tags": Harmless(),
    "Audience.provinces": Harmless(),
    "Campaign.title": Harmless(),
    "Campaign.event": Harmless(),
    "Campaign.newsletter": Harmless(),
    "Campaign.audience": Harmless(),
    "Campaign.subject": Harmless(),
    "Campaign.body": Harmless(),
    "Campaign.mailing": Harmless(),
    "Campaign.created_by": MAKER,
    "Campaign.created_at": Harmless(),
    "Campaign.changed_by": MAKER,
    "Campaign.changed_at": Harmless(),
    "Campaign.version": Harmless(),
    "ClickDay.link": Harmless(),
    "ClickDay.day": Harmless(),
    "ClickDay.people": Harmless(),
    "ClickDay.machines": Harmless(),
    "CountedLink.campaign": Harmless(),
    "CountedLink.code": Harmless(),
    "CountedLink.url": Harmless(),
    "CountedLink.label": Harmless(),
    "Newsletter.slug": Harmless(),
    "Newsletter.name": Harmless(),
    "Newsletter.name_en": Harmless(),
    "Newsletter.description": Harmless(),
    "Newsletter.public": Harmless(),
    "SenderOverride.campaign": Harmless(),
    "SenderOverride.reason": Harmless(),
    "SenderOverride.by": MAKER,
    "SenderOverride.at": Harmless(),
    "Subscription.person": CONSENT,
    "Subscription.newsletter": CONSENT,
    "Subscription.wording": CONSENT,
    "Subscription.source": CONSENT,
    "Subscription.proof": CONSENT,
    "Subscription.agreed_at": CONSENT,
    "Subscription.ended_at": CONSENT,
    "Subscription.ended_how": CONSENT,
    "Subscription.ended_through": LEAVING,
}
