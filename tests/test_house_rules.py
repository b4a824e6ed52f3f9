"""The rules of the house, read off the source with ``ast``.

A rule is a function from one source file to its faults, each ``path:line: what is wrong``. Every rule is shown a bad
sample too, so none can pass by looking at nothing.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

ROOM_ROW = [
    "ui",
    "content",
    "learners",
    "access",
    "progress",
    "assessment",
    "evaluation",
    "credit",
    "outcomes",
    "reporting",
    "support",
    "messages",
    "search",
    "catalogue",
    "account",
    "desk",
]
GROUND = -1  # cme.compiled, how queries run: every room may import it, and it imports none
SITE = len(ROOM_ROW)  # settings, urls, wsgi, asgi: they may import every room, and no room imports them
HEAVY = {"numpy", "scipy", "weasyprint", "vl_convert"}
MODULE_LINES = 300
FUNCTION_LINES = 40
NAMELESS = {"utils", "util", "helpers", "common", "core", "base", "misc"}
WEB = (
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.forms",
    "django.http",
    "django.middleware",
    "django.shortcuts",
    "django.template",
    "django.urls",
    "django.views",
)
CLOCKS = {"now", "utcnow", "today", "localdate", "localtime", "Now"}
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
SAFE_TYPES = {"SafeString", "SafeText", "SafeData"}  # as an annotation they do no harm
ENVIRONMENT = {"environ", "environb", "getenv", "putenv"}
READS_ENVIRONMENT = {"cme/settings.py", "cme/wsgi.py", "cme/asgi.py", "manage.py"}


@dataclass(frozen=True)
class Source:
    """One file of ours: where it is and what it says."""

    name: str
    text: str

    @property
    def path(self) -> PurePosixPath:
        return PurePosixPath(self.name)

    @property
    def top(self) -> str:
        return self.path.parts[0]

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    @property
    def is_test(self) -> bool:
        return self.top == "tests"

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text, self.name)))

    def is_kind(self, *kinds: str) -> bool:
        """Tell whether this is models.py, or a file of the package models/, for one of ``kinds``."""
        return bool({self.path.stem, *self.path.parts[:-1]} & set(kinds))

    def fault(self, line: int, what: str) -> str:
        return f"{self.name}:{line}: {what}"


def read(*patterns: str) -> list[Source]:
    root = settings.BASE_DIR
    paths = {path for pattern in patterns for path in root.glob(pattern)}
    return [Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(paths)]


PYTHON = read("manage.py", "content/**/*.py", "cme/**/*.py", "bench/**/*.py", "deploy/**/*.py", "tests/**/*.py")
TEMPLATES = read("templates/**/*.html", "templates/**/*.txt", "templates/**/*.xml")


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the line and the full dotted name of everything that a file imports."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = source.path.parts[: -node.level] if node.level else ()
            start = ".".join([*package, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)


def is_within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def place(dotted: str) -> int | None:
    """Give a module's place in the row; None when it is not one of ours."""
    match dotted.split("."):
        case ["content", *_]:
            return ROOM_ROW.index("content")
        case ["cme", "compiled", *_]:
            return GROUND
        case ["cme", room, *_] if room in ROOM_ROW:
            return ROOM_ROW.index(room)
        case ["cme", *_]:
            return SITE
    return None


def place_of(source: Source) -> int | None:
    return place(".".join(source.path.with_suffix("").parts))


# -- the rules ---------------------------------------------------------------------------------------------------


def imports_pointing_right(source: Source) -> Iterator[str]:
    own = place_of(source)
    if own is None:
        return
    for line, name in imports(source):
        other = place(name)
        if other is None:
            continue
        if other > own:
            yield source.fault(line, f"imports {name}, which stands to its right in the row")
        elif source.top == "content" and name.startswith("cme"):
            yield source.fault(line, f"imports {name}; content knows nothing of cme")


def relations_pointing_right(source: Source) -> Iterator[str]:
    """Find models of rooms to the right that are named in a string, as foreign keys may."""
    own = place_of(source)
    if own is None or own == SITE:
        return
    pattern = re.compile(rf"({'|'.join(ROOM_ROW)})\.[A-Z]\w+")
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = pattern.fullmatch(node.value)
            if match and ROOM_ROW.index(match[1]) > own:
                yield source.fault(node.lineno, f"names {node.value}, which stands to its right in the row")


def modules_too_long(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    is_settings = source.path.name == "settings.py"  # there is one, however many settings there are
    if lines > MODULE_LINES and not (source.is_test or source.is_migration or is_settings):
        yield source.fault(lines, f"the module has {lines} lines; the limit is {MODULE_LINES}")


def functions_too_long(source: Source) -> Iterator[str]:
    if source.is_test or source.is_migration:
        return
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield source.fault(node.lineno, f"{node.name} has {lines} lines; the limit is {FUNCTION_LINES}")


def imports_inside_functions(source: Source) -> Iterator[str]:
    for function in source.nodes:
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        for node in ast.walk(function):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "."]
            for name in names:
                if name.split(".")[0] not in HEAVY:
                    yield source.fault(node.lineno, f"imports {name} inside a function")


def signals(source: Source) -> Iterator[str]:
    if source.path.stem == "signals" and not source.is_test:
        yield source.fault(1, "a module for signals")
    for line, name in imports(source):
        if not source.is_test and (is_within(name, "django.dispatch") or "signals" in name.split(".")):
            yield source.fault(line, f"imports {name}; services call services, nothing listens")


def web_in_models_and_services(source: Source) -> Iterator[str]:
    if source.is_test or source.is_migration or not source.is_kind("models", "services"):
        return
    for line, name in imports(source):
        if name.startswith("django.urls.reverse") and source.is_kind("models"):
            continue
        if is_within(name, *WEB):
            yield source.fault(line, f"imports {name}; models and services know nothing of the web")


def marking_as_safe(source: Source) -> Iterator[str]:
    if source.is_test or source.name == "content/rendering.py":
        return
    for node in source.nodes:
        suspects: list[ast.AST] = [node]
        if isinstance(node, ast.Call):
            suspects.append(node.func)
        elif isinstance(node, ast.ClassDef):
            suspects.extend(node.bases)
        for suspect in suspects:
            name = getattr(suspect, "attr", None) or getattr(suspect, "id", None) or getattr(suspect, "name", None)
            if name in {"mark_safe", "__html__"} or (suspect is not node and name in SAFE_TYPES):
                yield source.fault(getattr(node, "lineno", 1), f"{name}: only content/rendering.py marks HTML as safe")


def marking_as_safe_in_templates(source: Source) -> Iterator[str]:
    for line, text in enumerate(source.text.splitlines(), 1):
        if re.search(r"\|\s*safe(seq)?\b|\{%\s*autoescape\s+off", text) and source.path.suffix == ".html":
            yield source.fault(line, "only content/rendering.py marks HTML as safe")


def includes_without_only(source: Source) -> Iterator[str]:
    for line, text in enumerate(source.text.splitlines(), 1):
        for tag in re.findall(r"\{%-?\s*include\b(.*?)%\}", text):
            if tag.split()[-1:] != ["only"]:
                yield source.fault(line, f"include{tag.rstrip()} does not end with only")


def partials_without_comment(source: Source) -> Iterator[str]:
    if source.path.name.startswith("_") and not source.text.lstrip().startswith(("{#", "{% comment")):
        yield source.fault(1, "a partial opens with a comment on what it expects")


def inline_code_in_templates(source: Source) -> Iterator[str]:
    if source.path.suffix != ".html":
        return
    for match in re.finditer(r"<script\b[^>]*>|<style\b|<[a-z][^<>]*?\s(?:style|on[a-z]+)\s*=", source.text):
        is_outside_or_data = match[0].startswith("<script") and re.search(r"\ssrc=|application/(ld\+)?json", match[0])
        if not is_outside_or_data:
            yield source.fault(source.text.count("\n", 0, match.start()) + 1, f"{match[0]}: nothing stands inline")


def classes_called_test(source: Source) -> Iterator[str]:
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test") and not source.is_test:
            yield source.fault(node.lineno, f"{node.name}: pytest would take it for tests")


def modules_without_docstring(source: Source) -> Iterator[str]:
    if source.text.strip() and not source.is_migration and not ast.get_docstring(source.nodes[0]):
        yield source.fault(1, "the module does not begin with a sentence on what it is about")


def names_that_say_nothing(source: Source) -> Iterator[str]:
    for part in {source.path.stem, *source.path.parts[:-1]} & NAMELESS:
        yield source.fault(1, f"{part}: name it after its subject")


def reading_the_environment(source: Source) -> Iterator[str]:
    if source.name in READS_ENVIRONMENT or source.top in {"tests", "bench", "deploy"}:
        return
    for line, name in imports(source):
        if is_within(name, "environ") or name in {f"os.{word}" for word in ENVIRONMENT}:
            yield source.fault(line, "only cme/settings.py reads the environment")
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in ENVIRONMENT:
            yield source.fault(node.lineno, "only cme/settings.py reads the environment")


def reading_the_clock(source: Source) -> Iterator[str]:
    if source.is_test or source.is_migration or not source.is_kind("models", "services"):
        return
    for line, name in imports(source):
        if name.rpartition(".")[2] in CLOCKS:
            yield source.fault(line, f"imports {name}; views and commands read the clock and pass the moment on")
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            yield source.fault(node.lineno, f".{node.attr}: views and commands read the clock and pass the moment on")
        elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield source.fault(node.value.lineno, f"{node.arg} reads the clock inside a model")


def words_spoken_while_loading(source: Source) -> Iterator[str]:
    """What fills lazy words outside functions speaks once for all, in the language of whoever comes first."""
    waiting: list[ast.AST] = [] if source.is_test else source.nodes[:1]
    while waiting:
        node = waiting.pop()
        fills = {ast.BinOp: "left", ast.FormattedValue: "value", ast.Attribute: "value"}.get(type(node), "")
        filled = getattr(node, fills, None)
        if isinstance(filled, ast.Call) and isinstance(filled.func, ast.Name) and filled.func.id in GETTEXT:
            yield source.fault(filled.lineno, "speaks while it is loaded; cme.ui.languages.filled waits for the reader")
        later = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, later)]


# -- the rules on our files, and on files that break them ----------------------------------------------------------

LONG_BODY = "\n    x = 1" * (FUNCTION_LINES + 1)
PYTHON_RULES: list[tuple[Callable[[Source], Iterator[str]], list[tuple[str, str]]]] = [
    (
        imports_pointing_right,
        [
            ("content/services.py", "from cme.ui.links import x"),
            ("content/models/article.py", "import cme.settings"),
            ("cme/ui/context.py", "from content.models import Article"),
            ("cme/progress/services.py", "from cme.assessment import models"),
            ("cme/progress/services.py", "from cme import desk"),
            ("cme/access/views.py", "from ..catalogue import views"),
            ("cme/desk/site.py", "from cme.urls import urlpatterns"),
            ("cme/learners/models.py", "if TYPE_CHECKING:\n    from cme.access.models import Attestation"),
        ],
    ),
    (relations_pointing_right, [("cme/learners/models.py", 'x = models.ForeignKey("assessment.Attempt")')]),
    (modules_too_long, [("cme/access/gate.py", "x = 1\n" * (MODULE_LINES + 1))]),
    (
        functions_too_long,
        [
            ("cme/access/gate.py", f"def long():{LONG_BODY}"),
            ("cme/access/gate.py", f"async def long():{LONG_BODY}"),
        ],
    ),
    (
        imports_inside_functions,
        [
            ("cme/access/gate.py", "def late():\n    import json"),
            ("cme/access/gate.py", "class A:\n    def late(self):\n        from django.db import models"),
            ("cme/access/gate.py", "def late():\n    if True:\n        from . import models"),
        ],
    ),
    (
        signals,
        [
            ("cme/access/apps.py", "from django.dispatch import receiver"),
            ("cme/access/apps.py", "from django.db.models.signals import post_save"),
            ("cme/access/apps.py", "from django.db.models import signals"),
            ("cme/access/signals.py", ""),
        ],
    ),
    (
        web_in_models_and_services,
        [
            ("content/services.py", "from django.http import HttpRequest"),
            ("content/services/publish.py", "from django.shortcuts import redirect"),
            ("content/models/article.py", "import django.template"),
            ("content/models/article.py", "from django.urls import resolve"),
            ("cme/access/services.py", "from django.urls import reverse"),
        ],
    ),
    (
        marking_as_safe,
        [
            ("cme/ui/templatetags/words.py", "from django.utils.safestring import mark_safe"),
            ("cme/ui/templatetags/words.py", "x = safestring.SafeString('')"),
            ("cme/ui/templatetags/words.py", "x = safestring.mark_safe('')"),
            ("cme/ui/templatetags/words.py", "class A(SafeString): ..."),
            ("cme/ui/templatetags/words.py", "class A:\n    def __html__(self): ..."),
        ],
    ),
    (classes_called_test, [("cme/assessment/models.py", "class TestPolicy: ...")]),
    (modules_without_docstring, [("cme/access/gate.py", "x = 1"), ("tests/test_gate.py", "x = 1")]),
    (names_that_say_nothing, [("cme/access/utils.py", ""), ("content/helpers/text.py", ""), ("cme/core/x.py", "")]),
    (
        reading_the_environment,
        [
            ("cme/access/gate.py", "import os\nx = os.environ['A']"),
            ("cme/access/gate.py", "from os import getenv"),
            ("content/services.py", "import environ"),
        ],
    ),
    (
        reading_the_clock,
        [
            ("content/services.py", "x = timezone.now()"),
            ("content/services/publish.py", "from django.utils.timezone import now"),
            ("cme/access/models.py", "x = models.DateTimeField(default=timezone.now)"),
            ("cme/access/models.py", "x = models.DateTimeField(auto_now_add=True)"),
            ("cme/access/models.py", "x = date.today()"),
        ],
    ),
    (
        words_spoken_while_loading,
        [
            ("cme/access/forms.py", 'FULL = _("At most %(most)s.") % {"most": 9}'),
            ("cme/access/forms.py", 'class A:\n    words = {"most": pgettext_lazy("x", "At most {}.").format(9)}'),
            ("content/forms.py", "FULL = f\"{_('At most')} 9\""),
        ],
    ),
]
TEMPLATE_RULES: list[tuple[Callable[[Source], Iterator[str]], list[tuple[str, str]]]] = [
    (
        marking_as_safe_in_templates,
        [("templates/a.html", "{{ text|safe }}"), ("templates/a.html", "{% autoescape off %}")],
    ),
    (
        includes_without_only,
        [
            ("templates/a.html", '{% include "b.html" %}'),
            (
                "templates/a.html",
                '{% include "b.html" with a=b only %}{% include only %}{% include "c" with a=only.b %}',
            ),
        ],
    ),
    (partials_without_comment, [("templates/catalogue/_card.html", "<p>")]),
    (
        inline_code_in_templates,
        [
            ("templates/a.html", "<p>\n<script>go()</script>"),
            ("templates/a.html", '<p class="a" style="color: red">'),
            ("templates/a.html", '<button type="button"\n  onclick="go()">'),
            ("templates/a.html", "<style>p {}</style>"),
        ],
    ),
]


def name_of(value: object) -> str | None:
    return getattr(value, "__name__", None)


@pytest.mark.parametrize("rule", [rule for rule, _ in PYTHON_RULES], ids=name_of)
def test_our_python_keeps_the_rule(rule):
    faults = [fault for source in PYTHON for fault in rule(source)]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("rule", [rule for rule, _ in TEMPLATE_RULES], ids=name_of)
def test_our_templates_keep_the_rule(rule):
    faults = [fault for source in TEMPLATES for fault in rule(source)]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [(rule, name, text) for rule, samples in PYTHON_RULES + TEMPLATE_RULES for name, text in samples],
    ids=name_of,
)
def test_rule_finds_its_fault(rule, name, text):
    assert [fault for fault in rule(Source(name, text)) if fault.startswith(f"{name}:")]


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (imports_pointing_right, "cme/assessment/services.py", "from content.models import Edition\nimport json"),
        (imports_pointing_right, "cme/urls.py", "from cme.desk import site"),
        (imports_pointing_right, "tests/test_a.py", "from cme.desk import site"),
        (relations_pointing_right, "content/models/article.py", 'x = "content.Topic"\ny = "Assessment.Made easy"'),
        (functions_too_long, "tests/test_a.py", f"def long():{LONG_BODY}"),
        (imports_inside_functions, "cme/outcomes/measures.py", "def late():\n    import scipy.stats"),
        (web_in_models_and_services, "content/models/article.py", "from django.urls import reverse"),
        (web_in_models_and_services, "cme/access/views.py", "from django.http import HttpResponse"),
        (marking_as_safe, "content/rendering.py", "from django.utils.safestring import mark_safe"),
        (marking_as_safe, "cme/ui/context.py", "from django.utils.html import format_html"),
        (marking_as_safe, "cme/ui/context.py", "from x import SafeString\ndef f() -> SafeString: ..."),
        (modules_without_docstring, "cme/__init__.py", ""),
        (words_spoken_while_loading, "cme/access/forms.py", 'def says():\n    return _("At most %s.") % 9'),
        (words_spoken_while_loading, "cme/access/forms.py", 'FULL = filled(_("At most %s."), 9)'),
        (reading_the_clock, "cme/access/views.py", "x = timezone.now()"),
        (reading_the_clock, "content/services.py", "x: datetime = at + timedelta(days=1)"),
        (reading_the_environment, "cme/settings.py", "import environ"),
        (includes_without_only, "templates/a.html", '{% include "b.html" with a=b only %}'),
        (inline_code_in_templates, "templates/a.html", '<script src="a.js" defer></script><p data-on="x" hidden>'),
    ],
    ids=name_of,
)
def test_rule_leaves_sound_code_alone(rule, name, text):
    assert list(rule(Source(name, text))) == []


def test_rules_look_at_all_our_files():
    names = {source.name for source in PYTHON}
    assert {"manage.py", "cme/settings.py", "content/models/article.py", "deploy/port.py"} <= names
    assert {"cme", "content", "deploy", "manage.py", "tests"} <= {source.top for source in PYTHON}
    assert len(TEMPLATES) >= 10


def test_every_folder_of_cme_is_a_room():
    rooms = {path.name for path in (settings.BASE_DIR / "cme").iterdir() if (path / "__init__.py").exists()}
    assert rooms <= set(ROOM_ROW), "a room without a place in the row"


@pytest.mark.django_db
def test_migrations_are_current():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


@pytest.mark.django_db
def test_migration_check_finds_a_fault(monkeypatch):
    field = apps.get_model("content", "Topic")._meta.get_field("name")
    monkeypatch.setattr(field, "max_length", field.max_length + 1)
    with pytest.raises(SystemExit):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
