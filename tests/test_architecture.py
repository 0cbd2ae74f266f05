"""The shape of the code: which way it points, how large its parts may be, that nothing is left
behind.
"""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("conference", "schedule_import")
VERBOSE_BY_NATURE = {"migrations"}

FUNCTION_LINES = 40
FILE_LINES = 400
TEMPLATE_LINES = 150
SIZE_EXCEPTIONS: dict[str, str] = {}
"""What is larger than the budget, and why: "path" or "path:function" to a reason."""

TRANSLATING_ONLY = (
    "conference/core/tables.py",
    "conference/core/workbook_parts.py",
    "conference/core/workbooks.py",
    "conference/schedule/core/rules.py",
    "schedule_import/reading/cells.py",
    "schedule_import/planning/checks.py",
    "schedule_import/reading/file_warnings.py",
    "schedule_import/reading/headings.py",
    "schedule_import/planning/adding.py",
    "schedule_import/planning/presentations.py",
    "schedule_import/reading/parse.py",
    "schedule_import/reading/rows.py",
)
"""Modules of plain values that take nothing of Django but the translation of their sentences."""


def modules():
    """The paths of our modules, migrations aside."""
    return sorted(
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if not VERBOSE_BY_NATURE & set(path.relative_to(ROOT).parts)
    )


def name_of(path):
    return str(path.relative_to(ROOT))


def layers_of_apps():
    """Each app with its layer, 0 on top: the order that import-linter keeps, read from the same
    place.
    """
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(each["layers"] for each in contracts if each["name"] == "Apps: arrows point down")
    return {
        name.strip(" ()"): position
        for position, layer in enumerate(layers)
        for name in layer.split("|")
    }


def test_imports_point_down():
    linter = Path(sys.executable).with_name("lint-imports")

    answer = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert answer.returncode == 0, answer.stdout


def test_relations_point_down():
    layers = layers_of_apps()
    ours = [model for model in apps.get_models() if model._meta.app_config.name in layers]
    upward = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in ours
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.related_model
        and (target := field.related_model._meta.app_config.name) in layers
        and target != model._meta.app_config.name
        and layers[target] <= layers[model._meta.app_config.name]
    ]

    assert len(ours) > 10
    assert upward == []


def test_every_app_has_its_place_among_the_layers():
    installed = {
        config.name for config in apps.get_app_configs() if config.name.startswith(PACKAGES)
    }

    assert installed - set(layers_of_apps()) == set()


@pytest.mark.parametrize("path", TRANSLATING_ONLY)
def test_values_take_nothing_of_django_but_translation(path):
    tree = ast.parse((ROOT / path).read_text())
    imported = {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    imported |= {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }

    assert {name for name in imported if name.startswith("django")} <= {"django.utils.translation"}


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils", "helpers", "services", "common", "misc", "tools"}

    assert [name_of(path) for path in modules() if drawers & {path.stem, path.parent.name}] == []


def test_no_module_is_empty():
    empty = [
        name_of(path)
        for path in modules()
        if path.name != "__init__.py" and not ast.parse(path.read_text()).body
    ]

    assert empty == []


def test_no_file_is_longer_than_one_can_read():
    budgets = [
        *((path, FILE_LINES) for path in modules()),
        *((path, TEMPLATE_LINES) for path in sorted((ROOT / "templates").rglob("*.*"))),
    ]
    too_long = {
        name_of(path): lines
        for path, budget in budgets
        if (lines := len(path.read_text().splitlines())) > budget
        and name_of(path) not in SIZE_EXCEPTIONS
    }

    assert too_long == {}


def test_no_function_is_longer_than_one_can_grasp():
    too_long = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                name = f"{name_of(path)}:{node.name}"
                if lines > FUNCTION_LINES and name not in SIZE_EXCEPTIONS:
                    too_long[name] = lines

    assert too_long == {}


def test_exceptions_from_the_budgets_are_still_needed():
    stale = [name for name in SIZE_EXCEPTIONS if not (ROOT / name.partition(":")[0]).exists()]

    assert stale == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_public_function_says_what_it_does():
    silent = [
        f"{name_of(path)}:{node.name}"
        for path in modules()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and path.name not in ("views.py", "feeds.py", "admin.py")
    ]

    assert silent == []


def test_templates_hold_neither_styles_nor_scripts_of_their_own():
    offenders = [
        name_of(path)
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for text in [path.read_text()]
        if "<style" in text
        or " style=" in text
        or "<script>" in text
        or " onclick=" in text
        or "nonce" in text
    ]

    assert offenders == []
