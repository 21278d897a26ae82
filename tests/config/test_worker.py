"""What a worker loads when it starts."""

import os
import subprocess
import sys

START = """
import sys
from config.celery import app
app.loader.import_default_modules()
print("config.urls" in sys.modules, "post.tasks" in sys.modules)
"""


def test_a_worker_knows_its_tasks_and_leaves_the_pages_to_the_web_server():
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True, env=os.environ)

    assert done.stdout.split() == ["False", "True"]
