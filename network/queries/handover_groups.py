"""What a colleague leaves behind in groups: relations and tasks, each per programme line, with who is proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import User
from network.models import ProgrammeLine, RelationHolder
from network.queries.handover import Proposal


@dataclass(frozen=True)
class Group:
    """All relations, or all open tasks, of one programme line; or those of no line."""

    key: str
    of_relations: bool
    line: ProgrammeLine | None
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def proposed(self) -> list[tuple[User, int]]:
        """Who is proposed and for how many, most first."""
        users = {each.user.pk: each.user for each in self.proposals if each.user}
        counted = Counter(each.user.pk for each in self.proposals if each.user)
        return [(users[pk], number) for pk, number in counted.most_common()]

    @property
    def for_nobody(self) -> int:
        """For how many nobody stands out."""
        return sum(each.user is None for each in self.proposals)


def grouped(proposals: Iterable[Proposal]) -> list[Group]:
    """Return the groups these proposals fall into: relations first, by number of the line, those of no line last."""
    groups: dict[str, Group] = {}
    for each in proposals:
        key = key_of(each)
        group = groups.setdefault(key, Group(key, isinstance(each.row, RelationHolder), each.row.line))
        group.proposals.append(each)
    return sorted(
        groups.values(),
        key=lambda group: (not group.of_relations, group.line is None, group.line.number if group.line else 0),
    )


def key_of(proposal: Proposal) -> str:
    """Return how the address and the form name the group of this proposal."""
    kind = "relation" if isinstance(proposal.row, RelationHolder) else "task"
    return f"{kind}-{proposal.row.line_id or 0}"
