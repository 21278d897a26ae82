"""What comes back: bounces, complaints and automatic answers, from a mailbox, a signed webhook or a provider.

`reading.py` says what a message tells, `tokens.py` which letter it is about and whether we can trust that, and
`verdicts.py` what its codes mean. They only read; `actions/reports.py` writes. `mailbox.py`, `signature.py` and
`providers.py` are the three ways in. Nothing here ever sends mail (bar M12).
"""
