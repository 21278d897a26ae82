from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models.grant import Grant
from accounts.roles import STAFF_ROLES, Role


class UserQuerySet(models.QuerySet["User"]):
    def matching(self, words: str) -> Self:
        """Keep who has each of these words in their name or address."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(given_name__icontains=word)
                | Q(tussenvoegsel__icontains=word)
                | Q(family_name__icontains=word)
                | Q(email__icontains=word)
            )
        return found

    def holding_role(self, role: str) -> Self:
        """Keep who holds this role now."""
        return self.filter(Exists(Grant.objects.holding().filter(user=OuterRef("pk"), role=role)))

    def by_name(self) -> Self:
        """Order the Dutch way: Joost van der Berg stands under B."""
        return self.order_by(Lower("family_name"), Lower("given_name"), "pk")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Store somebody who can log in; without a password only a code by e-mail lets them in."""
        user = self.model(email=email.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can log in, with the address they log in with. Who they are to KIS stands in `Grant`."""

    email = models.EmailField(_("e-mail address"))
    given_name = models.CharField(_("first name"), max_length=80)
    tussenvoegsel = models.CharField(_("infix"), max_length=20, blank=True, help_text=_("Such as: van der"))
    family_name = models.CharField(_("last name"), max_length=80)
    LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="nl")
    weekly_letter = models.BooleanField(
        _("a letter each Monday"),
        default=True,
        db_default=True,
        help_text=_("With what waits for you: your tasks and the ties to review. With nothing to say, no letter."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the technical admin"), default=False)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    session_round = models.PositiveIntegerField(
        _("round of sessions"), default=0, help_text=_("Counting on ends every session this user has.")
    )

    objects: ClassVar = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="an_address_logs_in_one_user",
                violation_error_message=_("Somebody already logs in with this e-mail address."),
            ),
        ]

    def __str__(self) -> str:
        return f"user {self.pk}"

    def get_full_name(self) -> str:
        """The name the Dutch way: Samira van der Berg."""
        return " ".join(part for part in (self.given_name, self.tussenvoegsel, self.family_name) if part)

    def get_short_name(self) -> str:
        return self.given_name

    @property
    def initials(self) -> str:
        return f"{self.given_name[:1]}{self.family_name[:1]}".upper()

    @property
    def name_in_lists(self) -> str:
        """The name as a Dutch list has it: Berg, Joost van der."""
        return ", ".join((self.family_name, " ".join(part for part in (self.given_name, self.tussenvoegsel) if part)))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie each session to the round it began in, so that all of them can be ended at once (S41)."""
        return salted_hmac(
            "accounts.models.User.session", f"{self.password}:{self.session_round}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles this user holds now; asked once per request."""
        return frozenset(Role(role) for role in self.grants.holding().values_list("role", flat=True))

    def has_role(self, *roles: Role) -> bool:
        """Tell whether the user is active and holds one of these roles."""
        return self.is_active and not self.roles.isdisjoint(roles)

    @property
    def main_role(self) -> str:
        """The name of the first role held, a role at KIS before membership; empty without any."""
        held = sorted(self.roles, key=lambda role: (role not in STAFF_ROLES, list(Role).index(role)))
        return str(held[0].label) if held else ""

    @property
    def works_at_kis(self) -> bool:
        return self.has_role(*STAFF_ROLES)
