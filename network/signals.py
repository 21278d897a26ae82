"""What the network asks and tells the rooms above it; they answer in their own `receivers.py`."""

from django.dispatch import Signal

# Asked with `person` and `user`: what do you know of this person that this user may read?
# Each receiver returns a list of `network.timeline.Entry`.
timeline_asked = Signal()

# Told with `report` (`network.reference.Report`), inside the transaction of the command `load_reference_data`:
# themes, lines, target groups and partners stand. A receiver loads its own facts and counts them in the report.
reference_loaded = Signal()
