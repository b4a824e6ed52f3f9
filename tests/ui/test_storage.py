"""Static files under names of their content: modules import each other by those names."""

import re

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings


def test_scripts_import_modules_by_the_names_of_their_content(tmp_path):
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "cme.ui.storage.StaticStorage"}}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    modules = [path for path in (tmp_path / "ui" / "desk").glob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    imported = [name for path in modules for name in re.findall(r'from "\./([^"]+)"', path.read_text())]
    assert len(imported) > 5
    assert {name for name in imported if not (tmp_path / "ui" / "desk" / name).exists()} == set()
    assert all(re.fullmatch(r"[a-z]+\.[0-9a-f]{12}\.js", name) for name in imported)
