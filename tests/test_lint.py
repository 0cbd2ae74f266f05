"""What `make lint` runs, run with the tests: style, types, templates."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SLOW = {"mypy"}


def commands():
    """The lines of the Makefile's lint, import-linter aside (it has a test of its own)."""
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    for line in re.findall(r"^\t@\$\(VENV\)/bin/(.*)$", recipe, re.MULTILINE):
        tool = line.split()[0]
        if tool != "lint-imports":
            yield pytest.param(line, id=line, marks=[pytest.mark.slow] if tool in SLOW else [])


@pytest.mark.parametrize("line", list(commands()))
def test_nothing_to_complain_about(line):
    tool, *arguments = shlex.split(line.replace("$(TEMPLATES)", "TEMPLATES"))
    templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    if arguments[-1:] == ["TEMPLATES"]:
        arguments = [*arguments[:-1], *templates]

    answer = subprocess.run(
        [Path(sys.executable).with_name(tool), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr
