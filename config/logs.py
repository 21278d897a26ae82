"""How log lines look: one JSON object each, with the request they belong to, and without addresses and tokens (Z40)."""

from __future__ import annotations

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

ADDRESS = re.compile(r"[^\s@<>\"'(),:;=\[\]{}|/]+@[\w-]+(?:\.[\w-]+)*")
# What seals a link (upper, lower and digits, long), and what names a session (32 small letters and digits).
TOKEN = re.compile(r"\b(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{22,}|\b(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{32,}\b")
QUERY = re.compile(r"\?\S*")
SECRETS = re.compile(r"password|passwd|token|cookie|secret|authorization|csrf|^code_sent$", re.IGNORECASE)
HARMLESS = {"timestamp", "level", "logger", "request_id", "task_id", "parent_task_id"}


def scrub(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Mask what must not stand in a log: e-mail addresses, tokens, cookies, and the words of a search."""
    return {name: value if name in HARMLESS else _masked(name, value) for name, value in event.items()}


def _masked(name: str, value: Any) -> Any:
    if SECRETS.search(name):
        return "(secret)"
    if isinstance(value, dict):
        return {str(key): _masked(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(name, inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = QUERY.sub("?…", str(value)) if name == "request" else str(value)
    return TOKEN.sub("(token)", ADDRESS.sub("(address)", text))


# What happens to every line, also to those of Django, Celery and other libraries.
BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
    structlog.processors.StackInfoRenderer(),
]
AFTER: list[Processor] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.format_exc_info,
    scrub,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": structlog.stdlib.ProcessorFormatter, "processors": AFTER, "foreign_pre_chain": BEFORE}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}


def configure() -> None:
    """Let structlog hand its lines to the handlers that `LOGGING` describes."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
