"""What this room holds of people, what for, and until when: every field of every model (bar P4)."""

from web.privacy import Harmless, Personal

LOGIN = Personal(
    "Let somebody log in as themselves and be called by their name.",
    "As long as the account; forgotten with the account.",
)
CHOICE = Personal(
    "Send a colleague the weekly letter or leave it, as she chose.",
    "As long as the account; forgotten with the account.",
)
RIGHTS = Personal(
    "Show who could do what, when, and who decided so (BIO2 8.2).",
    "As long as the account, and as history after it.",
)
TRACE = Personal(
    "Show afterwards who did what (BIO2 8.15); holds ids, never names or addresses.",
    "Never changed or erased; the name behind the id goes with the account.",
)

TOKEN = Personal(
    "Show who let a program read the API and who stopped it (BIO2 8.2).",
    "As history; the name behind the id goes with the account.",
)

FIELDS: dict[str, Personal | Harmless] = {
    "ApiToken.name": Harmless(),
    "ApiToken.digest": Harmless(),
    "ApiToken.scopes": Harmless(),
    "ApiToken.made_by": TOKEN,
    "ApiToken.made_at": TOKEN,
    "ApiToken.expires_on": Harmless(),
    "ApiToken.last_used_on": Harmless(),
    "ApiToken.withdrawn_by": TOKEN,
    "ApiToken.withdrawn_at": TOKEN,
    "AuditLine.at": TRACE,
    "AuditLine.actor": TRACE,
    "AuditLine.action": TRACE,
    "AuditLine.object_type": TRACE,
    "AuditLine.object_id": TRACE,
    "AuditLine.result": TRACE,
    "AuditLine.origin": TRACE,
    "AuditLine.facts": TRACE,
    "Grant.user": RIGHTS,
    "Grant.role": RIGHTS,
    "Grant.granted_by": RIGHTS,
    "Grant.granted_at": RIGHTS,
    "Grant.ended_by": RIGHTS,
    "Grant.ended_at": RIGHTS,
    "User.password": LOGIN,
    "User.last_login": LOGIN,
    "User.is_superuser": RIGHTS,
    "User.email": LOGIN,
    "User.given_name": LOGIN,
    "User.tussenvoegsel": LOGIN,
    "User.family_name": LOGIN,
    "User.language": LOGIN,
    "User.weekly_letter": CHOICE,
    "User.is_active": RIGHTS,
    "User.is_staff": RIGHTS,
    "User.joined_at": LOGIN,
    "User.session_round": Harmless(),
    "User.groups": RIGHTS,
    "User.user_permissions": RIGHTS,
}
