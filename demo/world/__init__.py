"""A believable, invented network for the demo: seeded, so the same every time but for the day it is built on."""

from demo.world.cast import logins

__all__ = ["logins"]
