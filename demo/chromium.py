"""Find the browser for the tests: `python -m demo.chromium` also installs it where that may be done."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find() -> str | None:
    """Return the path of a Chromium that runs: the one in `CHROMIUM`, else the first on this machine."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*map(shutil.which, NAMES), *PLACES]
    return next((path for path in candidates if path and _runs(path)), None)


def _runs(path: str) -> bool:
    """Say whether it starts; on some systems the name leads only to advice to install something else."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install() -> None:
    """Install Chromium where we may: as root, on a system with apt."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium for the browser tests (once).", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in ("update -qq", "install -qq -y --no-install-recommends chromium"):
        command = ["apt-get", *words.split()]
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)


def main() -> None:
    """Look for a browser, and say what it means when there is none."""
    if not find():
        install()
        if not find():
            print("There is no Chromium here, so the browser tests will be named as not run.")


if __name__ == "__main__":
    main()
