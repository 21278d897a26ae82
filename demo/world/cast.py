"""The colleagues of the demo and the six who log in; nothing here touches the database."""

from dataclasses import dataclass

HOUSE = "kis.example.org"
PASSWORD = "samen-leven-op-proef"  # noqa: S105 — printed on purpose; `build.build` refuses to use it outside the demo


@dataclass(frozen=True)
class Cast:
    """Somebody with an account; with a label they log in with the demo password, without one they cannot."""

    given_name: str
    tussenvoegsel: str
    family_name: str
    role: str
    lines: tuple[int, ...] = ()
    label: str = ""
    domain: str = HOUSE

    @property
    def address(self) -> str:
        parts = (self.given_name, *self.tussenvoegsel.replace("'", "").split(), self.family_name)
        return f"{'.'.join(parts).lower()}@{self.domain}"


MEMBER = Cast("Farah", "van den", "Bosch", "member", (), "Community member", "gemeente-hardenveen.example.org")
LINE_STAFF = Cast("Nadia", "", "Bouzid", "line_staff", (4, 5, 6), "Programme line staff (lines 4, 5 and 6)")
EDITOR = Cast("Ruben", "de", "Wit", "editor", (), "Editor")
COLLEAGUES = (
    LINE_STAFF,
    Cast("Wietske", "", "Hoekstra", "platform_coordinator", (2,), "Coordinator of the Platform Eer en Vrijheid"),
    Cast("Bram", "ter", "Horst", "line_staff", (1, 7)),
    Cast("Denise", "", "Pinas", "line_staff", (1,)),
    Cast("Emre", "", "Aksoy", "line_staff", (2, 3)),
    Cast("Inge", "van", "Loon", "line_staff", (3, 9)),
    Cast("Kees", "op 't", "Land", "line_staff", (4,)),
    Cast("Malika", "", "Haddou", "line_staff", (5,)),
    Cast("Selam", "", "Tesfay", "line_staff", (6, 10)),
    Cast("Sander", "", "Matulessy", "line_staff", (7, 8)),
    Cast("Vera", "", "Nowak", "line_staff", (8, 9)),
    Cast("Wei", "", "Zhang", "line_staff", (10,)),
    EDITOR,
    Cast("Ronald", "", "Kartosen", "privacy_officer", (), "Privacy officer"),
    Cast("Ilse", "van 't", "Hoff", "administrator", (), "Administrator"),
)


def logins() -> list[tuple[str, str, str]]:
    """Return for each role who logs in: label, e-mail address and password."""
    return [(person.label, person.address, PASSWORD) for person in (MEMBER, *COLLEAGUES) if person.label]
