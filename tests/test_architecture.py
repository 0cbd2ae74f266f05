"""The shape of the code: which way it points, how large its parts may be, that nothing is left
behind.
"""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from tests.above import folders_of

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("conference", "schedule_import")
VERBOSE_BY_NATURE = {"migrations"}

FUNCTION_LINES = 40
FILE_LINES = 400
TEMPLATE_LINES = 150
TEMPLATE_COLUMNS = 160
SIZE_EXCEPTIONS: dict[str, str] = {}
"""What is larger than the budget, and why: "path" or "path:function" to a reason."""

TRANSLATING_ONLY = (
    "conference/core/tables/files.py",
    "conference/core/tables/workbooks.py",
    "conference/schedule/core/rules.py",
    "conference/core/tables/cells.py",
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


# --- Names: what no import shows -----------------------------------------------------------------

UPWARD_BY_DESIGN = {"site:home", "dashboard:account", "dashboard:organise"}
"""Addresses that may be named from below or beside: home and account by the frame around every
page, and the organisers' overview by the demo, which prints where to go."""

OF_THE_FRAME = {"django", "account", "admin"}
"""Folders of templates that belong to libraries; ours in them are part of core and accounts."""

ADDRESS = re.compile(r"""["']([a-z_]+:[a-z_]+)["']""")
TEMPLATE = re.compile(r"""["']((?:[a-z_]+/)*[a-z_]+\.html)["']""")


def sources():
    """Each module and template of ours with the app that it belongs to."""
    layers = layers_of_apps()
    for path in modules():
        parts = path.relative_to(ROOT).with_suffix("").parts
        app = next((".".join(parts[:n]) for n in (2, 1) if ".".join(parts[:n]) in layers), None)
        if app and app != "conference.urls":
            yield path, app
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield path, app_of_template(str(path.relative_to(ROOT / "templates")))


def app_of_template(name):
    """The app whose template this is; the frame's are core's."""
    folder = name.partition("/")[0] if "/" in name else ""
    if not folder or folder in OF_THE_FRAME:
        return "conference.core"
    return folder if folder == "schedule_import" else f"conference.{folder}"


def app_of_address(name):
    """The app whose page has this address; None for what is Django's or a library's."""
    namespace = name.partition(":")[0]
    apps_by_namespace = {app.rpartition(".")[2]: app for app in layers_of_apps()}
    return apps_by_namespace.get(namespace.removesuffix("_organise"))


def names_in(text):
    """What a module or a template names: addresses and templates, each with its app."""
    for name in ADDRESS.findall(text):
        if name not in UPWARD_BY_DESIGN and (app := app_of_address(name)):
            yield name, app
    for name in TEMPLATE.findall(text):
        yield name, app_of_template(name)


def test_names_of_addresses_and_templates_point_down():
    layers = layers_of_apps()
    found = [
        (name_of(path), app, name, target)
        for path, app in sources()
        for name, target in names_in(path.read_text())
    ]
    upward = [
        f"{path} names {name}"
        for path, app, name, target in found
        if app != target and layers[target] <= layers[app]
    ]

    assert len(found) > 100
    assert upward == []


def test_reverse_relations_are_used_from_above():
    layers = layers_of_apps()
    upward = []
    for path, app in sources():
        text = path.read_text()
        for model in apps.get_models():
            of = model._meta.app_config.name
            for relation in model._meta.related_objects if of in layers else ():
                by = relation.related_model._meta.app_config.name
                name = relation.get_accessor_name()
                used = rf"\.{name}\b(?!\()|\b{name}__"
                if by in layers and layers[by] < layers[app] and re.search(used, text):
                    upward.append(f"{name_of(path)}: {name} of {relation.related_model.__name__}")

    assert sorted(set(upward)) == []


def test_every_app_has_its_place_among_the_layers():
    installed = {
        config.name for config in apps.get_app_configs() if config.name.startswith(PACKAGES)
    }

    assert installed - set(layers_of_apps()) == set()


def test_an_app_is_tested_with_what_stands_above_it_and_what_belongs_to_no_app():
    tested = folders_of("schedule")

    alone = [path for path in tested if path.endswith(".py")]
    above = ["demo", "dashboard", "site", "schedule_import"]
    assert tested == [f"tests/{name}" for name in ("schedule", *above)] + alone
    assert "tests/test_access.py" in alone


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


def test_no_line_of_a_template_is_longer_than_160_characters():
    too_long = [
        f"{name_of(path)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > TEMPLATE_COLUMNS
    ]

    assert too_long == []


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
