"""How several things are said in one breath."""

from django.utils.translation import gettext as _

IN_A_LINE = 3  # names of people or organisations that one line tells


def enumerated(names: list[str], most: int = IN_A_LINE) -> str:
    """Return the names as one would say them: A, B and 4 others."""
    if len(names) > most:
        rest = len(names) - most + 1
        return _("%(names)s and %(rest)d others") % {"names": ", ".join(names[: most - 1]), "rest": rest}
    if len(names) > 1:
        return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
    return "".join(names)
