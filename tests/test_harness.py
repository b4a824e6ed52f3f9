"""The suite's own ground: each guard in settings.py and conftest.py lets a fault be seen, and only a fault."""

import socket
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction
from django.template import Engine
from pytest_socket import SocketConnectBlockedError

from cme.evaluation.models import InstrumentVersion
from tests.emptying import put_back
from tests.undefined import Undefined, UndefinedVariable


def engine(folder: Path, *, ours: Path) -> Engine:
    return Engine(dirs=[folder], string_if_invalid=Undefined(ours=ours))


def render(folder: Path, text: str, *, ours: Path) -> str:
    (folder / "page.html").write_text(text)
    return engine(folder, ours=ours).render_to_string("page.html", {"known": "yes", "box": {}})


def test_undefined_variable_fails_when_template_is_ours(tmp_path):
    with pytest.raises(UndefinedVariable, match=r"page\.html:2: 'unknown' is undefined"):
        render(tmp_path, "{{ known }}\n{{ unknown }}", ours=tmp_path)


@pytest.mark.parametrize("text", ["{{ box.missing }}", "{{ unknown|upper }}", "{% firstof 1 %}{{ box.a.b }}"])
def test_undefined_attribute_or_filtered_variable_fails_when_template_is_ours(tmp_path, text):
    with pytest.raises(UndefinedVariable):
        render(tmp_path, text, ours=tmp_path)


def test_undefined_variable_fails_inside_a_block_of_a_child_template(tmp_path):
    (tmp_path / "parent.html").write_text("{% block main %}{% endblock %}")
    with pytest.raises(UndefinedVariable, match=r"page\.html:1"):
        render(tmp_path, "{% extends 'parent.html' %}{% block main %}{{ unknown }}{% endblock %}", ours=tmp_path)


def test_undefined_variable_is_empty_when_template_is_of_others(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    assert render(tmp_path, "[{{ unknown }}{{ unknown|default:'-' }}{{ box.a|length }}]", ours=elsewhere) == "[-0]"


def test_undefined_variable_passes_when_template_says_that_it_may_be_missing(tmp_path):
    text = "[{% if unknown %}x{% endif %}{% for a in unknown %}x{% endfor %}{{ unknown|default:'-' }}]"
    assert render(tmp_path, text, ours=tmp_path) == "[-]"


def test_settings_use_the_guard_for_the_templates_folder():
    guard = settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"]
    assert isinstance(guard, Undefined)
    assert guard.ours == settings.BASE_DIR / "templates"


def test_socket_to_the_outside_is_closed():
    with pytest.raises(SocketConnectBlockedError), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))  # reserved for documentation: nobody is there


def test_socket_to_this_machine_is_open():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_machine_settings_are_unseen_when_the_environment_names_them():
    assert settings.MODE == "test"
    assert settings.REDIS_URL == ""
    assert not settings.DEBUG


@pytest.mark.parametrize("turn", [1, 2])
def test_cache_is_empty_at_the_start(turn):
    assert cache.get("left-over") is None
    cache.set("left-over", turn)


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_rows_of_migrations_are_there_when_the_test_before_emptied_all_tables(turn):
    assert InstrumentVersion.objects.exists()


@pytest.mark.parametrize("turn", [1, 2])
def test_rows_of_migrations_are_there_when_a_fixture_makes_the_test_transactional(turn, transactional_db):
    assert InstrumentVersion.objects.exists()


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_rows_are_those_of_migrations_alone_when_the_test_before_committed_others(turn):
    assert not ContentType.objects.filter(app_label="harness").exists()
    ContentType.objects.create(app_label="harness", model="left-over")


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_database():
    ContentType.objects.create(app_label="harness", model="row")
    seen = []

    def look() -> None:
        seen.append(ContentType.objects.filter(app_label="harness").count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]


@pytest.mark.django_db(transaction=True)
def test_emptying_waits_for_whoever_still_writes():
    """What is not committed yet when a test ends must not stay for the next one."""
    has_written = threading.Event()

    def write() -> None:
        with transaction.atomic():
            ContentType.objects.create(app_label="harness", model="late")
            has_written.set()
            time.sleep(0.5)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert has_written.wait(timeout=20)
    put_back()
    thread.join()
    assert not ContentType.objects.filter(app_label="harness").exists()
