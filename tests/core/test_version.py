"""The version of the code changes with everything that shapes a page, and with nothing else."""

import pytest
from django.conf import settings

from conference.core.version import FOLDERS, code_version, hash_of_sources


@pytest.fixture
def project(tmp_path):
    (tmp_path / "conference").mkdir()
    (tmp_path / "conference" / "urls.py").write_text("urlpatterns = []")
    (tmp_path / "requirements.txt").write_text("django==5.2")
    return tmp_path


@pytest.mark.parametrize(
    "path",
    [
        "conference/urls.py",
        "conference/schedule/views.py",
        "schedule_import/parse.py",
        "templates/schedule/detail.html",
        "templates/robots.txt",
        "static/css/site.css",
        "static/fonts/licence",
        "locale/de/LC_MESSAGES/django.mo",
        "conference/locale/de/LC_MESSAGES/django.po",
        "requirements.txt",
    ],
)
def test_whatever_shapes_a_page_changes_the_version(project, path):
    before = hash_of_sources(project)
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_text("changed")

    assert hash_of_sources(project) != before


def test_a_file_that_moves_changes_the_version(project):
    before = hash_of_sources(project)
    (project / "conference" / "urls.py").rename(project / "conference" / "addresses.py")

    assert hash_of_sources(project) != before


@pytest.mark.parametrize(
    "path",
    [
        "data/plenary.sqlite3",
        "docs/index.md",
        "tests/test_it.py",
        "conference/__pycache__/urls.pyc",
    ],
)
def test_nothing_else_changes_the_version(project, path):
    before = hash_of_sources(project)
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_text("changed")

    assert hash_of_sources(project) == before


def test_every_app_of_ours_and_every_template_and_static_file_counts():
    ours = [settings.BASE_DIR / app.replace(".", "/") for app in settings.INSTALLED_APPS]
    sources = [path for path in ours if path.is_dir()]
    sources += [*settings.TEMPLATES[0]["DIRS"], *settings.STATICFILES_DIRS]
    folders = {settings.BASE_DIR / name for name in FOLDERS}

    assert len(sources) > 5
    assert [path for path in sources if not folders & {path, *path.parents}] == []


def test_a_developer_sees_the_change_at_once_and_a_server_reads_the_files_once(project, settings):
    settings.BASE_DIR, settings.DEBUG = project, True
    before = code_version()
    (project / "conference" / "urls.py").write_text("changed")
    assert code_version() != before

    settings.DEBUG = False
    running = code_version()
    (project / "conference" / "urls.py").write_text("changed again")
    assert code_version() == running
