"""Settings of the product itself, with one bare view more."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.framed_site"
