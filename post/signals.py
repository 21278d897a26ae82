"""What the post tells the rooms above it; they act in their own `receivers.py`."""

from django.dispatch import Signal

# Told with `person` (network.models.Person), `scope` (the list, or None for everything), `at` and `how`, inside the
# transaction in which the stop is recorded: whoever keeps subscriptions ends them here.
mail_stopped = Signal()
