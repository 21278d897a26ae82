from .api_token import ApiToken, Scope
from .audit_line import AuditLine
from .grant import Grant
from .user import User

__all__ = ["ApiToken", "AuditLine", "Grant", "Scope", "User"]
