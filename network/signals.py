"""What the network asks and tells the rooms above it; they answer in their own `receivers.py`."""

from django.dispatch import Signal

# Asked with `person` and `user`: what do you know of this person that this user may read?
# Each receiver returns a list of `network.timeline.Entry`.
timeline_asked = Signal()

# Asked with `organisation` and `user`: what do you know of this organisation and of who worked there?
# Each receiver returns a list of `network.timeline.Entry`, few however many people work there.
organisation_timeline_asked = Signal()

# Told with `report` (`network.actions.reference.Report`), inside the transaction of `load_reference_data`, when themes,
# lines, target groups and partners stand. A receiver loads its own facts with `reference.put` and raises
# `network.reading.BrokenReference` when its file is broken: then nothing at all is loaded.
reference_loaded = Signal()

# Told with `kept` and `gone` (two people), `journal` (`network.actions.journal.Journal`) and `now`, inside the
# transaction in which one goes into the other, before everything that leads to `gone` is moved. A room with rules of
# its own (one answer per event, every opt-out wins) settles them here, through the journal, so that it can be undone.
person_merged = Signal()

# The same for two organisations.
organisation_merged = Signal()

# Told with `person`, `before`, `after` (addresses as text, empty for none) and `now`, inside the transaction in which
# a colleague or a file changed which address somebody prefers.
preferred_address_changed = Signal()

# Told with `user`, `subject`, `text`, `title` (what kind of letter, for who reads the post) and `now`, inside the
# transaction that it tells of. The post, which stands above this room, promises this colleague the letter.
letter_written = Signal()

# Told with `user`, `subject`, `text` and `now`, inside the transaction that writes down that a colleague saw
# many people in one day.
many_people_seen = Signal()

# Asked with `user`, `who` (`network.graph.Who`) and `today`: who came together at which event that is over?
# Each receiver returns pairs of numbers: an event, and an organisation or person that was there.
shared_events_asked = Signal()

# Asked with `today`: which organisations were invited often and never came?
# Each receiver returns a dict of organisation key to (number of events, day of the last one).
invitations_asked = Signal()

# Told with `selection`, `by` and `now`, inside the transaction in which the people chosen for an invitation are taken
# back. A receiver lets go of drafts for them, and returns whether a letter to them was released: then nothing changes.
invitation_taken_back = Signal()

# Asked with `addresses` (a set of e-mail addresses): which of these want no post? A receiver returns a set of them.
stops_asked = Signal()

# Told with `address` (a text) and `now`, inside the transaction: a colleague says that post arrives there again.
address_works_again = Signal()
