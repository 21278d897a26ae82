from .audit_line import AuditLine
from .grant import Grant
from .user import User

__all__ = ["AuditLine", "Grant", "User"]
