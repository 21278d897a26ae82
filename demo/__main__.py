"""The commands of the demo: `python -m demo`, `python -m demo reset`, `python -m demo with -- command`."""

import argparse
import os
import subprocess
import sys
from errno import ENOSPC


def main(words: list[str]) -> int:
    """Do what is asked; say in one sentence what went wrong."""
    wanted = read(words)
    try:
        return do(wanted)
    except KeyboardInterrupt:
        say("The demo has stopped.")
        return 0 if wanted.what == "run" else 130
    except OSError as error:
        if error.errno != ENOSPC:
            raise
        say("The disk is full; make room and start again.")
        return 1


def read(words: list[str]) -> argparse.Namespace:
    """Read the words after `python -m demo`."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["run", "reset", "with"], default="run")
    parser.add_argument("command", nargs="*", help="for `with`: what to run while the demo is at hand")
    for name, port in (("--port", 8000), ("--smtp-port", 2525), ("--inbox-port", 8025)):
        parser.add_argument(name, type=int, default=port)
    return parser.parse_args(words)


def do(wanted: argparse.Namespace) -> int:
    """Do one of the three; imports late, so that Ctrl-C in the first second is understood as well."""
    from demo import run
    from demo.processes import ServiceError

    try:
        if wanted.what == "reset":
            return reset()
        if wanted.what == "with":
            return with_demo(wanted.command)
        run.run(run.Ports(web=wanted.port, smtp=wanted.smtp_port, inbox=wanted.inbox_port))
    except ServiceError as error:
        say(str(error))
        return 1
    return 0


def reset() -> int:
    """Remove the data of the demo."""
    from demo import services

    services.remove("demo")
    say("The data of the demo is gone; make demo builds it again.")
    return 0


def with_demo(command: list[str]) -> int:
    """Run a command beside a demo, which tells it where it is in BASE_URL, INBOX_URL and DATABASE_URL."""
    from demo import run

    run.stop_on_signals()
    with run.at_hand() as card:
        environment = {
            **os.environ,
            "BASE_URL": card["web"],
            "INBOX_URL": card["inbox"],
            "DATABASE_URL": card["database"],
        }
        return subprocess.run(command, env=environment, check=False).returncode


def say(sentence: str) -> None:
    """Tell the person at the terminal, if there still is one."""
    try:
        print(sentence, file=sys.stderr, flush=True)
    except OSError:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  so that Python itself does not stumble at its end


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
