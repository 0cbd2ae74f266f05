"""`python -m tests.above schedule`: folders of tests, of an app and of all that stands above it."""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def layers():
    """The names of the apps, layer by layer from the top, as import-linter keeps them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(
        each["layers"] for each in contracts["contracts"] if each["name"].startswith("Apps:")
    )
    return [[name.strip(" ()").rpartition(".")[2] for name in layer.split("|")] for layer in layers]


def folders_of(app):
    """The folders of tests that can fail when `app` changes; SystemExit if there is no such app."""
    for position, layer in enumerate(layers()):
        if app in layer:
            above = [name for each in layers()[:position] for name in each]
            found = [ROOT / "tests" / name for name in (app, *above)]
            files = sorted((ROOT / "tests").glob("test_*.py"))
            return [str(path.relative_to(ROOT)) for path in (*found, *files) if path.exists()]
    names = ", ".join(sorted(name for layer in layers() for name in layer))
    raise SystemExit(f"There is no app {app}: choose one of {names}.")


if __name__ == "__main__":
    print(" ".join(folders_of(sys.argv[1])))
