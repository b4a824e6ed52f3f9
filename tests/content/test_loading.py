"""Loading article files: drafts and demonstration editions, twice, edited, and with every kind of fault."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from content.models import (
    Article,
    Contributor,
    Dossier,
    Edition,
    Funder,
    PlanningRecord,
    Question,
    QuestionVersion,
    Series,
    Topic,
)
from content.services.publishing import retire_article
from tests.content.files import GOOD, changed, line_of
from tests.content.people import make_user
from tests.factories import NOW, make_topic

pytestmark = pytest.mark.django_db
TOPICS = "- slug: transplant\n  name: Transplant\n  description: About transplantation.\n"
DRAFT = changed("demonstration: true", "demonstration: false")


@pytest.fixture
def folder(tmp_path) -> Path:
    """Return a folder with topics and one article."""
    (tmp_path / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    (tmp_path / "example.md").write_text(GOOD, encoding="utf-8")
    return tmp_path


def load(folder: Path, capsys, **options) -> str:
    """Load a folder and return what was said: faults and the refusal, or the summary."""
    try:
        call_command("load_articles", str(folder), **options)
    except CommandError as error:
        return f"{capsys.readouterr().err}CommandError: {error}"
    return capsys.readouterr().out.strip()


def faults(folder: Path, capsys, text: str) -> list[tuple[int, str]]:
    """Return lines and messages of what is wrong with a text as the folder's article."""
    path = folder / "example.md"
    path.write_text(text, encoding="utf-8")
    said = load(folder, capsys).split("CommandError")[0].strip().split("\n")
    found = [line.removeprefix(f"{path}:").split(": ", 1) for line in said if line.startswith(str(path))]
    return [(int(number), message) for number, message in found]


def rows() -> dict[str, int]:
    """Count everything that loading writes."""
    models = (Article, Edition, Question, QuestionVersion, Topic, Contributor, Funder)
    return {model.__name__: model.objects.count() for model in models}


def seen() -> Edition:
    return Edition.objects.get(superseded_at=None)


# -- sound files -------------------------------------------------------------------------------------------------


def test_demonstration_file_becomes_a_published_article(folder, capsys):
    assert load(folder, capsys) == "1 articles: 1 new, 0 changed, 0 unchanged."
    article = Article.objects.get()
    assert (article.slug, article.is_demonstration, article.has_pre_test, article.pass_mark_percent) == (
        "example-trial", True, True, 80,
    )  # fmt: skip
    assert article.key_learning == "A second transplant remains a chance."
    assert [row.key for row in article.objectives.all()] == ["survival"]
    assert [(row.key, row.is_source, row.pages) for row in article.references.all()] == [("paper", True, "320-333")]
    assert [(row.value, row.n) for row in article.key_figures.all()] == [("40.0%", "75")]
    assert [(row.funder.name, row.level, row.in_kind) for row in article.support.all()] == [
        ("Example Foundation", "gold", "Translation")
    ]
    assert [row.contributor.name for row in article.contributions.all()] == ["Editorial team"]
    item = article.draft_items.get()
    assert (item.in_pre_test, item.in_post_test, item.passage) == (True, True, "who-did-worse")
    assert (item.objective.key, item.reference.key, item.version.level) == ("survival", "paper", "3b")
    assert [(row.text, row.is_key) for row in item.version.options.all()] == [("This one", True), ("That one", False)]
    assert Topic.objects.get().description == "About transplantation."


def test_reference_of_a_file_may_be_of_any_kind(folder, capsys):
    fields = (
        '    kind: webpage\n    container: "ABC Society"\n    published_on: "2024-05"\n    accessed_on: 2024-07-09\n'
    )
    text = changed('    doi: "10.1056/NEJMoa2312948"\n', f'    doi: "10.1056/NEJMoa2312948"\n{fields}')
    (folder / "example.md").write_text(text, encoding="utf-8")
    load(folder, capsys)
    reference = Article.objects.get().references.get()
    assert (reference.kind, reference.container, reference.published_on) == ("webpage", "ABC Society", "2024-05")
    assert str(reference.accessed_on) == "2024-07-09"
    ((_, message),) = faults(folder, capsys, text.replace("kind: webpage", "kind: song"))
    assert "webpage, preprint" in message
    assert faults(folder, capsys, text.replace('"2024-05"', '"May"'))


def test_demonstration_edition_is_released_on_its_own_day(folder, capsys):
    load(folder, capsys)
    edition = seen()
    assert edition.released_at.isoformat() == edition.listed_at.isoformat() == "2026-11-18T06:00:00+00:00"
    assert edition.changed_at > edition.released_at
    assert edition.slug == "example-trial"


def test_demonstration_edition_is_never_released_ahead_of_today(folder, capsys):
    (folder / "example.md").write_text(changed("2026-11-18", "2099-01-01"), encoding="utf-8")
    load(folder, capsys)
    edition = seen()
    assert edition.released_at == edition.changed_at


def test_loading_twice_changes_nothing(folder, capsys):
    load(folder, capsys)
    before, edition = rows(), Edition.objects.values().get()
    version = Article.objects.get().version
    assert load(folder, capsys) == "1 articles: 0 new, 0 changed, 1 unchanged."
    assert rows() == before
    assert Edition.objects.values().get() == edition
    assert Article.objects.get().version == version


@pytest.mark.parametrize("encode", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
def test_byte_order_mark_and_windows_line_ends_are_taken(folder, capsys, encode):
    (folder / "example.md").write_bytes(encode(GOOD).encode())
    assert "1 new" in load(folder, capsys)
    assert seen().html["key_learning"] == "<p>A second transplant remains a chance.</p>\n"
    assert "\r" not in seen().source["body"]


def test_line_ends_alone_are_no_change(folder, capsys):
    load(folder, capsys)
    (folder / "example.md").write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert "1 unchanged" in load(folder, capsys)


def test_edited_file_becomes_a_minor_correction(folder, capsys):
    load(folder, capsys)
    first = seen()
    (folder / "example.md").write_text(changed("There was no comparison", "There was hardly any comparison"))
    assert load(folder, capsys) == "1 articles: 0 new, 1 changed, 0 unchanged."
    second = seen()
    assert (second.release, second.correction, second.listed_at) == (first.release, 1, first.listed_at)
    assert second.released_at > first.released_at
    assert "hardly any comparison" in second.html["limits"]
    assert second.items.get(role="post").version == first.items.get(role="post").version


def test_file_that_changes_who_passes_opens_a_release_and_says_so(folder, capsys):
    load(folder, capsys)
    (folder / "example.md").write_text(changed("pass_mark: 80", "pass_mark: 50"))
    load(folder, capsys)
    edition = seen()
    assert (edition.release.number, edition.what_changed) == (2, "The rules of the test changed.")


def test_edited_question_becomes_a_new_version_of_the_same_question(folder, capsys):
    load(folder, capsys)
    first = seen()
    (folder / "example.md").write_text(changed("Which is right?", "Which one is right?"))
    load(folder, capsys)
    old, new = first.items.get(role="post").version, seen().items.get(role="post").version
    assert (old.question, old.number, old.stem) == (new.question, 1, "Which is right?")
    assert (new.number, new.stem) == (2, "Which one is right?")


def test_edit_that_readers_do_not_see_makes_no_edition(folder, capsys):
    load(folder, capsys)
    (folder / "example.md").write_text(changed("slug: example-trial", "slug: example-trial  # the address"))
    assert "1 changed" in load(folder, capsys)
    assert Edition.objects.count() == 1
    assert "1 unchanged" in load(folder, capsys)


def test_question_taken_out_of_the_file_leaves_the_draft_and_stays_in_the_edition(folder, capsys):
    load(folder, capsys)
    first = seen()
    start = GOOD.index("questions:")
    text = GOOD[:start] + GOOD[GOOD.index("---\n#") :]
    (folder / "example.md").write_text(text.replace("pre_test: true", "pre_test: false"))
    load(folder, capsys)
    assert not Article.objects.get().draft_items.exists()
    assert first.items.count() == 2
    assert seen().items.count() == 0


def test_topic_is_renamed_by_its_file(folder, capsys):
    make_topic("Transplant")
    (folder / "topics.yaml").write_text(TOPICS.replace("name: Transplant", "name: Transplantation"))
    load(folder, capsys)
    assert Topic.objects.get().name == "Transplantation"


def test_file_without_demonstration_becomes_a_draft(folder, capsys):
    (folder / "example.md").write_text(DRAFT)
    assert "1 new" in load(folder, capsys)
    article = Article.objects.get()
    assert not article.is_demonstration
    assert not Edition.objects.exists()


def test_draft_may_lack_what_publishing_asks_for(folder, capsys):
    """Only demonstrations are published as they are loaded; an editor checks the others."""
    (folder / "example.md").write_text(DRAFT.replace("[@paper]", "[@nobody]"))
    assert "1 new" in load(folder, capsys)


def test_once_does_nothing_when_a_demonstration_is_there(folder, capsys):
    load(folder, capsys)
    (folder / "example.md").write_text("no article")
    assert load(folder, capsys, once=True) == ""


# -- production --------------------------------------------------------------------------------------------------


@override_settings(IS_DEMONSTRATION_ALLOWED=False)
def test_production_site_refuses_demonstrations(folder, capsys):
    before = rows()
    path = folder / "example.md"
    (folder / "topics.yaml").unlink()
    assert load(folder, capsys) == (
        f"{path}:{line_of(GOOD, 'demonstration:')}: Demonstration articles are never loaded on a production site.\n"
        "CommandError: 1 of 1 files were not loaded; 0 new, 0 changed, 0 unchanged."
    )
    assert rows() == before


@override_settings(IS_DEMONSTRATION_ALLOWED=False)
def test_production_site_takes_drafts_and_never_publishes_them(folder, capsys):
    (folder / "example.md").write_text(DRAFT)
    assert "1 new" in load(folder, capsys)
    assert not Article.objects.get().is_demonstration
    assert not Edition.objects.exists()


PLANNING = """planning:
  practice_gap: "Some do not know."
  need: "Knowledge."
  intended_change: "They know."
  why_this_format: "It is short."
  competencies: [medical-knowledge]
objectives:"""


def test_planning_record_comes_from_the_file_and_is_frozen_with_the_edition(folder, capsys):
    (folder / "example.md").write_text(changed("objectives:", PLANNING), encoding="utf-8")
    load(folder, capsys)
    frozen = Dossier.objects.get().content["planning"]
    assert (frozen["practice_gap"], frozen["why_this_format"]) == ("Some do not know.", "It is short.")
    assert [row["code"] for row in frozen["competencies"]] == ["medical-knowledge"]


def test_planning_record_that_was_saved_at_the_desk_is_left_alone(folder, capsys):
    (folder / "example.md").write_text(changed("objectives:", PLANNING), encoding="utf-8")
    load(folder, capsys)
    PlanningRecord.objects.update(need="The lead's own words.", updated_by=make_user("lee"))
    text = changed("objectives:", PLANNING).replace("Some do not know.", "Many do not know.")
    (folder / "example.md").write_text(text, encoding="utf-8")
    load(folder, capsys)
    record = PlanningRecord.objects.get()
    assert (record.need, record.practice_gap) == ("The lead's own words.", "Some do not know.")


# -- faults ------------------------------------------------------------------------------------------------------

LONG = "a" * 301
LOADING_FAULTS = [
    ("objectives:", PLANNING.replace("medical-", "no-such-"), "planning:", "No competency has the code no-such-kn"),
    ("objectives:", PLANNING.replace("  need", "  needs"), "needs:", "“needs” is not known here"),
    ("objectives:", "planning: none\nobjectives:", "planning:", "“planning” must be names and values"),
    ('title: "An example trial"', f'title: "{LONG}"', "title:", "“title”: Ensure this value has at most 200"),
    ('question: "What did', f'question: "{LONG}', "question:", "“question”: Ensure"),
    ('audience: "Hematologists"', f'audience: "{LONG}"', "audience:", "“audience”: Ensure"),
    ('byline: ["Editorial team"]', f'byline: ["{LONG}"]', "byline:", "“name”: Ensure"),
    ("minutes: 4", "minutes: 0", "minutes:", "“minutes”: Ensure this value is greater than or equal to 1"),
    ("minutes: 4", "minutes: 241", "minutes:", "“minutes”: Ensure this value is less than or equal to 240"),
    ("pass_mark: 80", "pass_mark: 0", "pass_mark:", "“pass_mark”: Ensure"),
    ("pass_mark: 80", "pass_mark: 101", "pass_mark:", "“pass_mark”: Ensure"),
    ("topics: [transplant]", "topics: [transplant, nobody]", "topics:", "No topic has the slug nobody"),
    ("objectives:", f"objectives:\n  - key: {'a' * 61}\n    text: b", "- key: aaa", "“key”: Ensure"),
    ('    text: "Name the factors that', f'    text: "{LONG}', "- key: survival", "“text”: Ensure"),
    ('  - value: "40.0%"', f'  - value: "{LONG}"', "- value", "“value”: Ensure"),
    ('in_kind: "Translation"', f'in_kind: "{LONG}"', "- funder", "“in_kind”: Ensure"),
    ('- funder: "Example Foundation"', f'- funder: "{LONG}"', "- funder", "“name”: Ensure"),
    ('volume: "391"', f'volume: "{LONG}"', "- key: paper", "“volume”: Ensure"),
    ('doi: "10.1056/NEJMoa2312948"', 'url: "javascript:alert(1)"', "- key: paper", "“url”: Enter a valid URL"),
    ("passage: who-did-worse\n", f"passage: {'a' * 61}\n", "- key: first", "“passage”: Ensure"),
    ('- text: "That one"', f'- text: "{LONG}"', '- text: "aaa', "“text”: Ensure"),
    # What publishing asks for stands where it can be mended in the file.
    ("Survival was 40.0% at 5 years.[@paper]", "Survival.[@nobody]", "references:", "cites [@nobody]"),
    ("objective=survival", "objective=other", "# Text", "names the objective other"),
    ("    passage: who-did-worse", "    passage: nowhere", "- key: first", "points to the passage nowhere"),
    ("        is_key: true\n", "", "- key: first", "needs exactly one right option; it has 0"),
    ("roles: [pre, post]", "roles: [post]", "pre_test:", "no question is asked in it"),
    ('doi: "10.1056/NEJMoa2312948"', 'doi: "https://doi.org/10.1/x"', "references:", "must begin with 10."),
    ("# Text", "# Text\n\n![x](figure:nobody)", None, "figure:nobody"),
    ("# Text", f"# Text\n\n{'a ' * 3000}", "# Text", "longer than 5,000 characters"),
    ("# Text", "# Text\n\n::: passage a b", "# Text", "“::: passage a b” is no passage"),
]


@pytest.mark.parametrize(("old", "new", "beginning", "said"), LOADING_FAULTS)
def test_fault_is_named_with_its_line_and_nothing_is_kept(folder, capsys, old, new, beginning, said):
    text = changed(old, new)
    found = faults(folder, capsys, text)
    line = line_of(text, beginning) if beginning else 1
    assert [number for number, message in found if said in message] == [line], found
    left = rows()
    assert (left.pop("Topic"), set(left.values())) == (1, {0})


def test_author_is_asked_for_where_the_byline_stands(folder, capsys):
    """A finding of the checklist about contributors is mended in the byline."""
    load(folder, capsys)
    text = changed("topics: [transplant]", "topics: [transplant, nobody]").replace("minutes: 4", "minutes: 5")
    assert faults(folder, capsys, text) == [
        (line_of(GOOD, "topics:"), "No topic has the slug nobody. Add it to topics.yaml.")
    ]


def test_faulty_edit_leaves_draft_and_edition_as_they_were(folder, capsys):
    load(folder, capsys)
    before = rows(), Article.objects.values().get(), Edition.objects.values().get()
    assert faults(folder, capsys, changed("minutes: 4", "minutes: 9").replace("[@paper]", "[@nobody]"))
    assert (rows(), Article.objects.values().get(), Edition.objects.values().get()) == before


def test_other_files_are_loaded_when_one_has_faults(folder, capsys):
    (folder / "aaa.md").write_text("no article")
    (folder / "zzz.md").write_text(changed("slug: example-trial", "slug: another-trial"))
    said = load(folder, capsys)
    assert said.startswith(f"{folder / 'aaa.md'}:1: Begin the file")
    assert said.endswith("CommandError: 1 of 4 files were not loaded; 2 new, 0 changed, 0 unchanged.")
    assert Article.objects.count() == 2


def test_two_files_of_one_address_are_told_apart_by_what_they_are(folder, capsys):
    load(folder, capsys)
    (folder / "zzz.md").write_text(DRAFT)
    said = load(folder, capsys)
    assert f"{folder / 'zzz.md'}:2: Another article has this address." in said
    assert Article.objects.get().is_demonstration


def test_editors_own_article_is_not_overwritten_by_a_demonstration(folder, capsys):
    Article.objects.create(slug="example-trial", title="Mine", created_at=NOW, updated_at=NOW, created_by=make_user())
    assert ":2: Another article has this address." in load(folder, capsys)
    assert Article.objects.get().title == "Mine"


@pytest.mark.parametrize(
    ("topics", "said"),
    [
        ("- slug: a\n  name: A\n- slug: b\n", ":3: “name” is missing"),
        ("- slug: a\n  name: A\n- slug: b\n  name: A\n", ":3: Another topic has the name A."),
        (f"- slug: a\n  name: A\n- slug: b\n  name: {'b' * 81}\n", ":3: “name”: Ensure"),
        (f"- slug: {'a' * 61}\n  name: A\n", ":1: “slug”: Ensure"),
    ],
)
def test_faulty_topics_leave_nothing(folder, capsys, topics, said):
    (folder / "topics.yaml").write_text(topics)
    assert f"{folder / 'topics.yaml'}{said}" in load(folder, capsys)
    assert not Topic.objects.exists()


def test_series_are_loaded_after_their_articles_and_may_be_loaded_twice(folder, capsys):
    (folder / "series.yaml").write_text("- slug: s\n  title: A series\n  articles: [example-trial]\n")
    for _ in range(2):
        load(folder, capsys)
        (series,) = Series.objects.all()
        assert series.title == "A series"
        assert [str(part.article.slug) for part in series.parts.all()] == ["example-trial"]


def test_series_of_an_unknown_article_is_refused(folder, capsys):
    (folder / "series.yaml").write_text("- slug: s\n  title: A series\n  articles: [nothing]\n")
    assert "series.yaml:1: No article has the slug nothing." in load(folder, capsys)
    assert not Series.objects.exists()


def test_file_that_is_not_utf_8_is_refused(folder, capsys):
    (folder / "example.md").write_bytes(GOOD.replace("Hematologists", "Hämatologen").encode("latin-1"))
    assert "example.md:1: The file is not UTF-8." in load(folder, capsys)
    assert not Article.objects.exists()


def test_file_that_is_too_large_is_refused_unread(folder, capsys):
    (folder / "example.md").write_bytes(b"\xff" * 1_000_001)
    assert "example.md:1: The file is larger than 1,000,000 bytes." in load(folder, capsys)


def test_folder_named_like_a_file_is_refused(folder, capsys):
    (folder / "more.md").mkdir()
    assert f"{folder / 'more.md'}:1: The file cannot be read" in load(folder, capsys)
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\na: &a [x]\nb: *a\n---\n", ":3: This is not YAML: aliases are not taken here"),
        ("---\nslug: a\nslug: b\n---\n", ":3: “slug” stands twice"),
        ("---\nslug: a\n\tminutes: 4\n---\n", ":3: This is not YAML"),
        ("---\nslug: a\x00\n---\n", ":2: This line holds a sign that cannot be seen"),
    ],
)
def test_front_matter_with_a_trap_is_refused_with_its_line(folder, capsys, text, said):
    (folder / "example.md").write_text(text)
    assert f"example.md{said}" in load(folder, capsys)


def test_text_with_a_nul_is_refused_on_every_database(folder, capsys):
    """PostgreSQL would end the command in the middle; SQLite would store it."""
    text = changed("There was no", "There \x00was no")
    assert faults(folder, capsys, text)[0][0] == line_of(text, "There")


def test_folder_is_asked_for_when_there_is_none(tmp_path, capsys):
    assert "is not a folder" in load(tmp_path / "nowhere", capsys)
    assert "holds no *.md file" in load(tmp_path, capsys)


def test_retired_demonstration_stays_retired_until_its_file_changes(folder, capsys):
    load(folder, capsys)
    retire_article(article=Article.objects.get(), at=seen().changed_at)
    assert "1 unchanged" in load(folder, capsys)
    assert not Edition.objects.filter(superseded_at=None).exists()


@pytest.mark.django_db
def test_a_draft_that_an_editor_changed_is_not_overwritten(tmp_path, capsys) -> None:
    source = Path(__file__).resolve().parents[2] / "content" / "demo"
    name = "second-transplant-prszt-registry.md"
    for file in (name, "topics.yaml"):
        (tmp_path / file).write_text((source / file).read_text())
    call_command("load_articles", str(tmp_path))
    editor = make_user()
    Article.objects.update(updated_by=editor, title="Written by an editor")
    (tmp_path / name).write_text((source / name).read_text().replace("minutes: 5", "minutes: 6"))
    with pytest.raises(CommandError):
        call_command("load_articles", str(tmp_path))
    assert "An editor has changed this article" in capsys.readouterr().err
    assert Article.objects.get().title == "Written by an editor"


def test_rules_of_the_tests_are_loaded_and_go_back_to_their_defaults(folder, capsys):
    rules = "pass_mark_items: 1\nattempts: 2\nshuffle_options: false\nfeedback: never\n"
    (folder / "example.md").write_text(changed("pass_mark: 80\n", rules), encoding="utf-8")
    load(folder, capsys)
    article = Article.objects.get()
    assert (article.pass_mark_percent, article.pass_mark_items, article.attempts_allowed) == (None, 1, 2)
    assert (article.shuffles_options, article.feedback, article.grace_seconds) == (False, "never", 60)
    (folder / "example.md").write_text(GOOD, encoding="utf-8")
    load(folder, capsys)
    article = Article.objects.get()
    assert (article.pass_mark_percent, article.pass_mark_items, article.attempts_allowed) == (80, None, 0)
    assert (article.shuffles_options, article.feedback) == (True, "passed")
