"""What the post tells the rooms above it; they act in their own `receivers.py`."""

from django.dispatch import Signal

# Told with `person` (network.models.Person), `scope` (the list, or None for everything), `at` and `how`, inside the
# transaction in which the stop is recorded: whoever keeps subscriptions ends them here.
mail_stopped = Signal()

# Told with `mailing` (a post.models.Mailing), inside the transaction in which letters of it were cancelled, by whoever
# stopped it and by a worker that had some in hand: a room that wrote something down for who was promised one, takes
# that back here. Told more than once of the same mailing.
letters_cancelled = Signal()

# Asked before a mailing that stood still goes on, and before a new one is let go: is there a reason that nothing may
# leave now? Each receiver returns it in words for colleagues, or nothing.
leaving_asked = Signal()

# Asked with `scope` (the list), `letter_class`, `since` (a moment) and `people` (their numbers): who of these lost
# their consent to it since then, without a stop, or takes a pause on the day `today`? Each receiver returns a mapping
# of numbers to the post.models.Reason. Asked for every parcel, so answer cheaply.
consent_asked = Signal()
