"""What is documented exists, and what exists is documented."""

import ast
import re
from pathlib import Path

from django.conf import settings

from conference.teams.roles import Role

ROOT = Path(settings.BASE_DIR)
READERS = {
    "text",
    "flag",
    "number",
    "words",
    "choice",
    "folder",
    "site_url",
    "database",
    "cache",
    "email",
}


def variables_read():
    """The names in `environment.text("NAME", …)` and its kin, and in `os.environ.get("NAME",
    …)`.
    """
    sources = list((ROOT / "conference").rglob("*.py"))
    return {
        node.args[0].value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and ast.unparse(node.func)
        in {"os.environ.get", *(f"environment.{reader}" for reader in READERS)}
    }


def variables():
    """Every variable; those of the demo's passwords are put together from the roles."""
    return variables_read() | {f"DEMO_{role.upper()}_PASSWORD" for role in Role}


def test_every_environment_variable_is_documented_and_every_documented_one_is_read():
    page = (ROOT / "docs" / "configuration.md").read_text()

    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)) == variables()


def test_the_example_environment_names_every_variable():
    example = (ROOT / ".env.example").read_text()

    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == variables()


def test_the_defaults_in_the_documentation_are_those_of_the_settings():
    page = (ROOT / "docs" / "configuration.md").read_text()
    documented = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", page, re.MULTILINE))
    example = dict(
        re.findall(r"^#([A-Z_]+)=(.+)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    )
    own = {"DEFAULT_FROM_EMAIL"}  # the page names the host in words

    assert {name: example.get(name) for name in documented if name not in own | {"SITE_URL"}} == {
        name: default for name, default in documented.items() if name not in own | {"SITE_URL"}
    }


def test_every_runtime_dependency_has_its_reason():
    records = "\n".join(path.read_text() for path in (ROOT / "docs" / "decisions").glob("*.md"))
    wanted = [
        re.split(r"[\[<>=]", line)[0]
        for line in (ROOT / "requirements.in").read_text().splitlines()
        if line and not line.startswith("#")
    ]

    assert [name for name in wanted if f"`{name}`" not in records] == []


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    named = {name for page in pages for name in re.findall(r"`make ([a-z]+)", page.read_text())}

    assert {"run", "test"} <= named <= targets


def test_every_link_between_the_pages_leads_somewhere():
    pages = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text())
        if "://" not in target and not (page.parent / target).exists()
    ]

    assert broken == []


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))

    assert numbers == list(range(1, len(numbers) + 1))
