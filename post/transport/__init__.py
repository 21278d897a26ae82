"""How letters travel to the mail server: several connections at once, each as full as the server lets it be.

`opening.py` opens a connection (greeting, STARTTLS, login), `channel.py` moves octets over it, `line.py` is the talk on
it, `wire.py` keeps several going.
Nothing here knows mailings or tables: an `Errand` says what it needs and hears what became of it.
"""
