"""Processes of their own, so that a test can kill them."""

import os
import subprocess
import sys

from tests.registers.packages import ROOT


def begin(code: str) -> subprocess.Popen:
    """Run Python code with Django set up, in the database of the tests."""
    return subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
