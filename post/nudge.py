"""Wake the worker that delivers."""

from web.nudge import wake as wake_task
from web.nudge import wake_on_commit

DELIVER = "post.tasks.deliver"


def on_commit() -> None:
    """Wake a worker as soon as this transaction stands."""
    wake_on_commit(DELIVER)


def wake() -> None:
    """Ask a worker to look in the table."""
    wake_task(DELIVER)
