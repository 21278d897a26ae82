"""Who may do what with campaigns. Seeing them is `Campaign.objects.visible_to(user)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.roles import EDITORS, WRITERS

if TYPE_CHECKING:
    from accounts.models import User
    from newsletter.models import Campaign


def may_write_campaigns(user: User) -> bool:
    """Tell whether the user may make campaigns, change them, try them out and delete what was not released."""
    return user.has_role(*WRITERS)


def may_release_campaigns(user: User) -> bool:
    """Tell whether the user may send campaigns of some kind; which, `may_release_campaign` says."""
    return user.has_role(*WRITERS)


def may_release_campaign(user: User, campaign: Campaign) -> bool:
    """Tell whether the user may send, pause or stop this campaign: invitations all writers, newsletters the editors."""
    return user.has_role(*EDITORS) if campaign.is_issue else may_release_campaigns(user)


def may_ask_approval(user: User) -> bool:
    """Tell whether the user may ask a colleague to look at a letter and send it."""
    return user.has_role(*WRITERS)


def may_record_consent(user: User) -> bool:
    """Tell whether the user may write down that somebody said yes to a list, or take them off it."""
    return user.has_role(*WRITERS)


def may_export_letters(user: User) -> bool:
    """Tell whether the user may take away a list of people whom a letter did not reach."""
    return user.has_role(*WRITERS)


def may_keep_lists(user: User) -> bool:
    """Tell whether the user may make lists and change what they say and to which words people say yes."""
    return user.has_role(*EDITORS)
