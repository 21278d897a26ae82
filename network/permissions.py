"""Who may change the network; who may see a row stands in its `visible_to`.

Every colleague reads. The privacy officer changes nothing here: she judges what others keep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.roles import Role
from network.keepers import JUDGES, KEEPERS

if TYPE_CHECKING:
    from accounts.models import User
    from network.models import ContactMoment, Export, Organisation, Person, Selection


def may_add_people(user: User) -> bool:
    return user.has_role(*KEEPERS)


def may_edit_person(user: User, person: Person) -> bool:  # noqa: ARG001
    return user.has_role(*KEEPERS)


def may_erase_people(user: User) -> bool:
    """Tell whether the user may erase somebody who asks it: the privacy officer alone, who keeps no records herself."""
    return user.has_role(Role.PRIVACY_OFFICER)


def may_add_organisations(user: User) -> bool:
    return user.has_role(*KEEPERS)


def may_edit_organisation(user: User, organisation: Organisation) -> bool:  # noqa: ARG001
    return user.has_role(*KEEPERS)


def may_log_contact(user: User) -> bool:
    return user.has_role(*KEEPERS)


def may_change_contact(user: User, moment: ContactMoment) -> bool:
    """Only who recorded a contact moment changes, removes or restores it: others would write words in her name.

    Once she may keep the network no more, an administrator does.
    """
    if moment.logged_by_id == user.pk:
        return user.has_role(*KEEPERS)
    return user.has_role(Role.ADMINISTRATOR) and not moment.logged_by.has_role(*KEEPERS)


def may_keep_ties(user: User) -> bool:
    return user.has_role(*KEEPERS)


def may_keep_tasks(user: User) -> bool:
    """Every keeper may take over or finish a task of a colleague: somebody is ill, or on holiday."""
    return user.has_role(*KEEPERS)


def may_appoint_holders(user: User) -> bool:
    return user.has_role(*KEEPERS)


def may_place(user: User, colleague: User) -> bool:
    """An administrator says of everybody on which lines they work; everybody else of herself alone."""
    return user.has_role(Role.ADMINISTRATOR) or (user.pk == colleague.pk and user.has_role(*KEEPERS))


def may_hand_over(user: User, leaver: User) -> bool:
    """An administrator hands over for whoever leaves; everybody else for herself alone."""
    return user.has_role(Role.ADMINISTRATOR) or (user.pk == leaver.pk and user.has_role(*KEEPERS))


def may_merge(user: User) -> bool:
    """Whoever may change people and organisations may say that two of them are one, and take that back."""
    return user.has_role(*KEEPERS)


def may_see_people_map(user: User) -> bool:
    """Tell whether the user may put people on the network map; each time she says what for."""
    return user.has_role(Role.LINE_STAFF, Role.PLATFORM_COORDINATOR, Role.ADMINISTRATOR)


def may_take_map_along(user: User) -> bool:
    """Tell whether the user may take the network map out of the house, as a picture or as data."""
    return user.has_role(*KEEPERS)


def may_import(user: User) -> bool:
    return user.has_role(*KEEPERS)


def may_invite(user: User) -> bool:
    """Tell whether to offer the way to an invitation, which the room of the mailings guards itself."""
    return user.has_role(Role.LINE_STAFF, Role.EDITOR, Role.ADMINISTRATOR)


def may_keep_selections(user: User) -> bool:
    return user.has_role(*KEEPERS)


def may_change_selection(user: User, selection: Selection) -> bool:
    """Only who made a selection changes it, for others build on it; when they left, whoever it is shared with."""
    left = selection.shared and not selection.owner.is_active
    return user.has_role(*KEEPERS) and (left or selection.owner_id == user.pk)


def may_change_many(user: User) -> bool:
    return user.has_role(*KEEPERS)


def may_export(user: User) -> bool:
    return user.has_role(*KEEPERS, Role.PRIVACY_OFFICER)


def may_judge_exports(user: User) -> bool:
    return user.has_role(*JUDGES)


def may_judge_export(user: User, export: Export) -> bool:
    """Who asked for an export never judges it."""
    return may_judge_exports(user) and export.asked_by_id != user.pk
