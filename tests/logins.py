"""Browsers whose user has just proved once more who they are (bar S43)."""

import time

from allauth.account.internal.flows import login


def prove(client, user) -> None:
    """Give a browser in which somebody is logged in the proof that they gave their password just now."""
    session = client.session
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
