"""Plain-language pages: written, reviewed by another, published, and gone as soon as their article changes."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from cme.learners.models import User
from content.articlefiles import read_article, read_topics
from content.findings import Severity
from content.models import Article, Contribution, Contributor, Edition, Funder, Support, TwinDraft, TwinEdition
from content.rendering import RENDERER_VERSION
from content.services.agreements import save_agreement
from content.services.loading import Loaded, load_article, load_topics
from content.services.publishing import Correction, publish_article, retire_article
from content.services.twin_loading import load_twin
from content.services.twin_publishing import TwinIncomplete, rerender_twin, withdraw_twin
from content.services.twins import (
    NEW_FUNDER,
    TwinConflict,
    TwinRefused,
    ask_twin_review,
    draft_of,
    save_twin,
    sign_off_twin,
    switch_twin,
)
from content.source import hash_of
from content.twin_checks import check_twin, check_words
from content.twin_files import read_twin
from content.twins import edition_read_at, is_off, switch_of
from tests.content.files import GOOD
from tests.content.people import disclose, make_user
from tests.content.twins import BODY, TEXTS, article_of, make_reviewed, make_twin, publish, sign, write
from tests.factories import BEFORE, NOW, correct, make_edition, retract

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
TOPIC = {"slug": "transplant", "name": "Transplant", "description": "", "introduction": "", "parent": "", "line": 1}


def musts(draft: TwinDraft, edition: Edition | None) -> list[str]:
    return [row.message for row in check_words(draft, edition) if row.severity is Severity.MUST]


def shoulds(draft: TwinDraft, edition: Edition | None) -> list[str]:
    return [row.message for row in check_words(draft, edition) if row.severity is Severity.SHOULD]


def typed(**texts: str) -> TwinDraft:
    return TwinDraft(**TEXTS | texts)


def add_funder(article: Article, name: str = "Example Foundation") -> Funder:
    funder = Funder.objects.create(name=name)
    Support.objects.create(article=article, funder=funder, level="gold", agreement_signed_on=BEFORE.date())
    return funder


def shown(at=NOW) -> list[int]:
    return list(TwinEdition.objects.shown_at(at).values_list("pk", flat=True))


# -- what the page may say ---------------------------------------------------------------------------------------------
def test_page_that_lacks_nothing_has_no_finding():
    edition = make_edition()
    assert list(check_words(typed(), edition)) == []


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("title", "A study of Blincyto", "Blincyto is a trade name. Write blinatumomab."),
        ("summary", "Who got Sprycel?", "Sprycel is a trade name. Write dasatinib."),
        ("body", f"{BODY}\nThey got 15 µg/m² a day.", "“15 µg/m²” is an amount of a medicine"),
        ("body", f"{BODY}\nThey got 400 mg.", "“400 mg” is an amount of a medicine"),
        ("body", f"{BODY}\nThey took 40 milligrams a day.", "“40 milligrams” is an amount of a medicine"),
        ("body", f"{BODY}\nThey took 75 Micrograms.", "“75 Micrograms” is an amount of a medicine"),
        ("body", f"{BODY}\nThey took 5-milligramme tablets.", "“5-milligramme” is an amount of a medicine"),
        ("body", f"{BODY}\nThey took 5 tablets.", "“5 tablets” is an amount of a medicine"),
        ("body", f"{BODY}\nThey took two pills each day.", "“two pills” is an amount of a medicine"),
        ("body", f"{BODY}\nThey took half a tablet.", "“half a tablet” is an amount of a medicine"),
        ("body", f"{BODY}\nThey took three hundred milligrams.", "“hundred milligrams” is an amount of a medicine"),
        ("body", f"{BODY}\nThey got ten units a day.", "“ten units” is an amount of a medicine"),
        ("body", f"{BODY}\nThey took 5 teaspoons.", "“5 teaspoons” is an amount of a medicine"),
        ("body", f"{BODY}\nIt is a breakthrough.", "“breakthrough” praises"),
        ("title", "A promising treatment", "“promising” praises"),
        ("body", f"{BODY}\nIt cured 83% of them.", "“83%” is no number of the article"),
        ("title", "What happened to 712 people?", "“712” is no number of the article"),
        ("body", f"{BODY}\nThat is nine out of ten.", "“nine out of ten” is no number of the article"),
        ("body", f"{BODY}\nThat is 5 in every 10.", "“5 in every 10” is no number of the article"),
        ("body", f"{BODY}\nThat is 30.4 of 10 people.", "“30.4 of 10” is no number of the article"),
        ("body", f"{BODY}\nAs shown.[@paper]", "cites nothing and shows no figure"),
        ("body", f"{BODY}\n\n![Curve](figure:curve)", "cites nothing and shows no figure"),
        ("body", "Too short.", "2 words are too few"),
    ],
)
def test_what_a_page_for_the_public_must_not_say_stops_it(field, text, said):
    # A title without the number of the factory, which might happen to be the one that is looked for.
    found = musts(typed(**{field: text}), make_edition(title="A study of second transplants"))
    assert [message for message in found if said in message], found


@pytest.mark.parametrize(
    "text",
    ["That is 4 of 10.", "That is 4 in every 10.", "That is 40 out of 100.", "That is 40.0 of 100 people.",
     "That is 40·0 in 100."],
)  # fmt: skip
def test_share_in_everyday_numbers_stands_for_the_percentage_of_the_article(text):
    assert musts(typed(body=f"{BODY}\n{text}"), make_edition()) == []


@pytest.mark.parametrize(
    "text", ["Some took tablets.", "Two units took part.", "In one unit, some were ill.", "One group grew."]
)
def test_what_names_no_amount_is_none(text):
    found = musts(typed(body=f"{BODY}\n{text}"), make_edition())
    assert not [row for row in found if "amount" in row]


def test_hard_text_is_refused_and_long_sentences_are_named():
    hard = "Haematological malignancies necessitate multidisciplinary deliberation regarding transplantation. " * 20
    assert any(message.startswith("Reading ease is") for message in musts(typed(body=hard), make_edition()))
    long = f"{BODY}\n{'Some of them did well and ' * 8}some did not."
    assert any("Divide it." in message for message in shoulds(typed(body=long), make_edition()))


def test_generic_name_counts_as_a_plain_word():
    text = f"{BODY}\n{'They got blinatumomab. ' * 12}"
    assert musts(typed(body=text), make_edition()) == []
    other = f"{BODY}\n{'They got immunotherapeutical medicines. ' * 30}"
    assert any(message.startswith("Reading ease") for message in musts(typed(body=other), make_edition()))


def test_advice_is_pointed_at():
    found = shoulds(typed(body=f"{BODY}\nYou should stop it. You should talk to your team."), make_edition())
    assert found == ["“You should stop” sounds like advice. The page tells of a study; the team advises."]


# -- who writes and who reviews ----------------------------------------------------------------------------------------
def test_page_names_writer_and_reviewer_and_what_it_is_made_from():
    article = make_reviewed()
    write(article)
    signed = sign(article)
    twin = publish(article, at=LATER)
    assert twin.source["reviewer"]["name"] == "Reviewing team"
    assert twin.source["reviewed_on"] == NOW.date().isoformat()
    assert twin.source["author"]["name"] == "Editorial team"
    assert twin.source["article"]["release"] == 1
    assert (twin.release.number, twin.correction, twin.sign_off) == (1, 0, signed)
    assert twin.source_hash == hash_of(twin.source)


def test_page_without_sign_off_is_refused_and_so_is_one_that_was_saved_since():
    article = make_reviewed()
    write(article)
    with pytest.raises(TwinIncomplete) as refused:
        publish(article)
    assert [row.field for row in refused.value.findings] == ["sign_off"]
    sign(article)
    write(article, title="What happens after a second transplant?")
    with pytest.raises(TwinIncomplete):
        publish(article)


def test_sign_off_of_an_earlier_release_does_not_count_for_the_next():
    article = make_reviewed()
    write(article)
    sign(article)
    publish(article)
    Article.objects.filter(pk=article.pk).update(is_demonstration=True)  # no second review of the article is needed
    publish_article(article=with_words(article), actor=None, at=LATER, what_changed="A number.")
    Article.objects.filter(pk=article.pk).update(is_demonstration=False)
    draft, edition = draft_of(article, at=LATER), edition_read_at(article, LATER)
    assert "sign_off" in [row.field for row in check_twin(draft, edition, at=LATER)]


def with_words(article: Article) -> Article:
    article = Article.objects.get(pk=article.pk)
    article.limits = "Other limits."
    article.save()
    return article


def test_nobody_reviews_their_own_page():
    article = make_reviewed()
    author = article.contributions.get(role="author").contributor
    with pytest.raises(TwinRefused, match="Nobody reviews their own page"):
        write(article, reviewer=author)
    Contribution.objects.create(article=article, contributor=author, role=Contribution.Role.REVIEWER)
    other = Contributor.objects.create(name="A third team")
    disclose(other)
    write(article, author=other, reviewer=author)  # an author of the article, though not of the page
    author.user = make_user("author")
    author.save()
    with pytest.raises(TwinRefused, match="wrote neither"):
        sign(article)
    with pytest.raises(IntegrityError), transaction.atomic():
        TwinDraft.objects.update(author=author, reviewer=author)


def test_only_the_reviewer_signs_and_only_what_was_seen():
    article = make_reviewed()
    write(article)
    draft = draft_of(article, at=NOW)
    reviewer = draft.reviewer.user
    draft.reviewer.user = User.objects.create(username="somebody-else")
    draft.reviewer.save()
    with pytest.raises(TwinRefused, match="Nobody else signs it off"):
        sign_off_twin(article=article, actor=reviewer, seen="x", at=NOW)
    draft.reviewer.user = reviewer
    draft.reviewer.save()
    with pytest.raises(TwinRefused, match="changed after you opened it"):
        sign_off_twin(article=article, actor=reviewer, seen="x", at=NOW)


def test_reviewer_is_asked_and_another_reviewer_is_not_asked_yet():
    article = make_reviewed()
    write(article)
    asked = ask_twin_review(article=article, actor=make_user(), at=NOW)
    assert asked.asked_at == NOW
    write(article, reviewer=None)
    assert draft_of(article, at=NOW).asked_at is None
    with pytest.raises(TwinRefused, match="Name a reviewer"):
        ask_twin_review(article=article, actor=make_user(), at=NOW)


def test_missing_people_and_old_disclosures_stop_a_page():
    article = make_reviewed()
    write(article, author=None, reviewer=None)
    article.contributions.get(role="reviewer").contributor.disclosures.all().delete()
    found = [row.message for row in check_twin(draft_of(article, at=NOW), edition_read_at(article, NOW), at=NOW)]
    assert "Name who wrote the page." in found
    assert "Name a reviewer of the article who wrote neither it nor this page." in found
    assert "Reviewing team has not disclosed financial relationships." in found


def test_somebody_without_a_role_is_no_writer():
    article = make_reviewed()
    write(article, author=Contributor.objects.create(name="A stranger"))
    found = check_twin(draft_of(article, at=NOW), edition_read_at(article, NOW), at=NOW)
    assert "author" in [row.field for row in found]


# -- saving ------------------------------------------------------------------------------------------------------------
def test_page_that_somebody_else_saved_is_not_overwritten():
    article = article_of(make_edition())
    write(article, reviewer=None)
    values = TEXTS | {"author": None, "reviewer": None}
    with pytest.raises(TwinConflict):
        save_twin(article=article, values=values, version=0, actor=None, at=NOW)
    assert draft_of(article, at=NOW).version == 1


def test_each_save_that_changes_something_leaves_a_version():
    article = article_of(make_edition())
    write(article, reviewer=None)
    write(article, reviewer=None)
    write(article, reviewer=None, title="Another title")
    versions = draft_of(article, at=NOW).versions.all()
    assert [(row.number, row.texts["title"]) for row in versions] == [(3, "Another title"), (1, TEXTS["title"])]


# -- supported articles ------------------------------------------------------------------------------------------------
def test_supported_article_has_no_page_until_somebody_allows_it_with_a_reason():
    article = article_of(make_edition())
    add_funder(article)
    write(article, reviewer=None)
    with pytest.raises(TwinIncomplete) as refused:
        publish(article)
    assert [row.field for row in refused.value.findings] == ["switch"]
    with pytest.raises(TwinRefused, match="Give a reason"):
        switch_twin(article=article, is_on=True, reason=" ", actor=make_user(), at=NOW)
    switch = switch_twin(article=article, is_on=True, reason="No product is named.", actor=make_user(), at=NOW)
    assert (switch.set_by, switch.reason) == (make_user(), "No product is named.")
    correct(Edition.objects.get(), Correction.MINOR, at=NOW)  # from now on readers of the article are told of it
    assert publish(article).source["support"][0]["name"] == "Example Foundation"


def test_funder_that_comes_later_is_not_allowed_by_an_earlier_word():
    article = article_of(make_edition())
    add_funder(article)
    switch_twin(article=article, is_on=True, reason="Why not.", actor=make_user(), at=NOW)
    assert not is_off(article)
    add_funder(article, "Another Foundation")
    assert is_off(article)
    switch_twin(article=article, is_on=True, reason="Both are charities.", actor=make_user(), at=LATER)
    assert not is_off(article)
    switch_twin(article=article, is_on=False, reason="Changed our mind.", actor=make_user(), at=LATER)
    assert is_off(article)
    with pytest.raises(TwinRefused, match="holds already"):
        switch_twin(article=article, is_on=False, reason="Again.", actor=make_user(), at=LATER)


def test_page_goes_when_readers_see_that_its_article_is_supported_and_comes_back_when_it_is_allowed(client):
    """S3, docs/decisions/0030: off on supported articles, until the accreditation lead allows it."""
    edition = make_edition()
    article = article_of(edition)
    write(article)
    publish(article)
    address = f"/patients/{edition.slug}/"
    later = NOW + timedelta(hours=1)
    add_funder(article)
    assert shown(later) != []  # readers of the article are not told of a funder yet
    correct(edition, Correction.MINOR, at=later)
    assert shown(later) == []
    with time_machine.travel(later + timedelta(minutes=1), tick=False):
        answer = client.get(address)
        assert answer.status_code == 410
        assert b"has a funder, and this page was not allowed for it" in answer.content
        assert address not in client.get("/patients/").content.decode()
    switch_twin(article=article, is_on=True, reason="No product is named.", actor=make_user(), at=later)
    assert shown(later) != []
    with time_machine.travel(later + timedelta(minutes=1), tick=False):
        assert client.get(address).status_code == 200
    switch_twin(article=article, is_on=False, reason="It names a product.", actor=make_user(), at=later)
    assert shown(later) == []


def test_page_is_not_published_where_readers_still_see_support_that_the_draft_lost():
    edition = make_edition()
    article = article_of(edition)
    add_funder(article)
    correct(edition, Correction.MINOR, at=NOW)
    article.support.all().delete()
    write(article, reviewer=None)
    with pytest.raises(TwinIncomplete) as refused:
        publish(article)
    assert [row.field for row in refused.value.findings] == ["switch"]
    switch_twin(article=article, is_on=True, reason="No product is named.", actor=make_user(), at=NOW)
    assert publish(article).pk in shown()


def test_funder_that_comes_after_the_word_takes_it_back():
    article = article_of(make_edition())
    add_funder(article)
    switch_twin(article=article, is_on=True, reason="Why not.", actor=make_user(), at=NOW)
    support = article.support.get()
    save_agreement(support=support, actor=make_user(), at=LATER)
    assert switch_of(article).is_on
    another = Support(article=article, funder=Funder.objects.create(name="Another"), level=support.level)
    save_agreement(support=another, actor=make_user(), at=LATER)
    assert (switch_of(article).is_on, switch_of(article).reason) == (False, NEW_FUNDER)


@pytest.mark.parametrize("way", ["row", "file"])
def test_page_goes_when_readers_see_another_funder_whichever_way_it_came(way):
    load_topics([TOPIC])
    load_article(file=read_article(GOOD), digest="1", at=NOW)
    article = Article.objects.get()
    write(article, reviewer=None)
    switch_twin(article=article, is_on=True, reason="No product is named.", actor=make_user(), at=NOW)
    twin = publish(article)
    assert shown() == [twin.pk]
    if way == "row":
        add_funder(article, "Gamma")
        correct(Edition.objects.get(), Correction.MINOR, at=LATER)
    else:
        gamma = '  - funder: "Gamma"\n    level: gold\n    agreement_signed_on: 2026-10-01\nsource: paper\n'
        load_article(file=read_article(GOOD.replace("source: paper\n", gamma, 1)), digest="2", at=LATER)
    assert len(edition_read_at(article, LATER).source["support"]) == 2
    assert shown(LATER) == []
    assert is_off(article, edition_read_at(article, LATER))
    switch_twin(article=article, is_on=True, reason="Both are charities.", actor=make_user(), at=LATER)
    assert shown(LATER) == [twin.pk]


def test_page_of_a_supported_article_goes_when_a_row_of_its_draft_names_another_funder():
    article = supported()
    twin = publish(article)
    add_funder(article, "Gamma")
    assert shown(LATER) == []
    article.support.get(funder__name="Gamma").delete()
    assert shown(LATER) == [twin.pk]


def test_page_goes_when_readers_see_a_funder_that_the_draft_lost_and_nobody_allowed():
    article = supported()
    publish(article)
    gamma = add_funder(article, "Gamma")
    correct(Edition.objects.current_at(NOW).get(), Correction.MINOR, at=NOW)
    article.support.filter(funder=gamma).delete()
    assert shown() == []
    assert is_off(article, edition_read_at(article, NOW))


def test_renamed_funder_is_allowed_anew_once():
    article = supported()
    twin = publish(article)
    correct(Edition.objects.current_at(NOW).get(), Correction.MINOR, at=LATER)
    Funder.objects.update(name="Renamed Foundation")
    after = LATER + timedelta(hours=1)
    assert shown(after) == []
    switch_twin(article=article, is_on=True, reason="It has another name.", actor=make_user(), at=after)
    assert shown(after) == [twin.pk]
    assert not is_off(article, edition_read_at(article, after))


def supported() -> Article:
    """Return an article whose readers are told of a funder, with a page that is allowed and not published yet."""
    edition = make_edition()
    article = article_of(edition)
    add_funder(article)
    correct(edition, Correction.MINOR, at=NOW)
    write(article, reviewer=None)
    switch_twin(article=article, is_on=True, reason="No product is named.", actor=make_user(), at=NOW)
    return article


def test_article_without_funder_has_nothing_to_allow():
    article = article_of(make_edition())
    assert not is_off(article)
    with pytest.raises(TwinRefused, match="no funder"):
        switch_twin(article=article, is_on=True, reason="Why.", actor=make_user(), at=NOW)


# -- with its article --------------------------------------------------------------------------------------------------
def test_page_stays_through_a_correction_of_wording():
    twin = make_twin()
    correct(Edition.objects.get(), Correction.MINOR, at=NOW)
    assert shown() == [twin.pk]


def test_page_goes_in_the_instant_in_which_its_article_changes_materially():
    make_twin()
    edition = Edition.objects.get()
    article = article_of(edition)
    article.limits = "Other limits."
    article.save()
    publish_article(article=article, actor=None, at=NOW, released_at=LATER, what_changed="A number.")
    assert shown(LATER - timedelta(microseconds=1))
    assert shown(LATER) == []
    assert TwinEdition.objects.outdated_at(LATER).count() == 1


def test_page_goes_when_its_article_is_retracted_or_retired():
    twin = make_twin()
    retract(Edition.objects.get(), at=NOW)
    assert shown() == []
    other = make_twin()
    assert shown() == [other.pk]
    retire_article(article=other.release.article, at=NOW)
    assert shown() == []
    assert TwinEdition.objects.outdated_at(NOW).count() == 0
    assert twin.pk != other.pk


def test_page_of_the_new_release_takes_the_place_of_the_old_one():
    first = make_twin()
    edition = correct(Edition.objects.get(), Correction.MATERIAL, at=NOW, limits="Other limits.")
    second = publish(article_of(edition), at=LATER)
    assert (second.release.number, second.correction) == (2, 0)
    assert shown(LATER) == [second.pk]
    first.refresh_from_db()
    assert first.superseded_at == LATER


def test_unpublished_and_retracted_articles_have_nothing_to_make_a_page_from():
    twin = make_twin()
    article = twin.release.article
    retract(Edition.objects.get(), at=NOW)
    write(article, reviewer=None, title="Another title")
    with pytest.raises(TwinIncomplete) as refused:
        publish(article)
    assert [row.field for row in refused.value.findings] == ["article"]


# -- correcting and taking back ----------------------------------------------------------------------------------------
def test_correction_of_a_page_needs_a_notice_and_counts_up():
    article = make_twin().release.article
    with pytest.raises(TwinRefused, match="Nothing has changed"):
        publish(article)
    write(article, reviewer=None, summary="A study looked at this.")
    with pytest.raises(TwinRefused, match="Say what changed"):
        publish(article)
    again = publish(article, what_changed="The sentence at the top.")
    assert (again.correction, again.what_changed) == (1, "The sentence at the top.")
    assert shown() == [again.pk]


def test_page_saved_after_it_was_looked_at_is_not_published():
    article = article_of(make_edition())
    write(article, reviewer=None)
    write(article, reviewer=None, title="Another title")
    with pytest.raises(TwinRefused, match="saved again"):
        publish(article, version=1)


def test_page_taken_back_is_gone_for_good_and_another_may_follow():
    twin = make_twin()
    article = twin.release.article
    with pytest.raises(TwinRefused, match="Say why"):
        withdraw_twin(article=article, actor=None, at=NOW, reason="")
    withdraw_twin(article=article, actor=None, at=NOW, reason="A sentence misled.")
    assert shown() == []
    with pytest.raises(TwinRefused, match="No plain-language page"):
        withdraw_twin(article=article, actor=None, at=NOW, reason="Again.")
    with pytest.raises(IntegrityError), transaction.atomic():
        TwinEdition.objects.update(withdrawn_at=None, withdrawn_reason="")
    assert publish(article, what_changed="The sentence.", at=LATER).correction == 1


@pytest.mark.parametrize("fields", [{"source": {}}, {"source_hash": "x"}, {"what_changed": "x"}, {"slug": "x"}])
def test_published_page_is_never_changed(fields):
    make_twin()
    with pytest.raises(IntegrityError), transaction.atomic():
        TwinEdition.objects.update(**fields)


def test_page_rests_on_a_sign_off_unless_it_is_a_demonstration():
    twin = make_twin()
    twin.pk, twin.correction, twin.is_demonstration, twin.superseded_at = None, 7, False, NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_publishing_tells_the_stored_page_of_the_article():
    edition = make_edition()
    write(article_of(edition), reviewer=None)
    publish(article_of(edition), at=LATER)
    edition.refresh_from_db()
    assert edition.changed_at == LATER


# -- commands ----------------------------------------------------------------------------------------------------------
def test_rerendering_rebuilds_the_html_from_the_source(capsys):
    twin = make_twin()
    html = twin.html
    assert rerender_twin(twin=twin, at=NOW) is False
    TwinEdition.objects.update(html="<p>old</p>", renderer_version=RENDERER_VERSION - 1)
    call_command("rerender")
    assert "1 plain-language pages rendered, 1 came out different." in capsys.readouterr().out
    assert TwinEdition.objects.get().html == html


FILE = "---\narticle: {slug}\ntitle: {title}\nsummary: A study.\nauthor: Editorial team\n---\n{body}"


def test_files_are_loaded_once_and_faults_are_named(tmp_path, capsys):
    slug = make_edition().slug
    path = tmp_path / "page.md"
    path.write_text(FILE.format(slug=slug, title="How do people do?", body=BODY), encoding="utf-8")
    call_command("load_twins", tmp_path)
    call_command("load_twins", tmp_path)
    assert "0 new, 0 changed, 1 unchanged" in capsys.readouterr().out
    path.write_text(FILE.format(slug=slug, title="How do they do?", body=BODY), encoding="utf-8")
    call_command("load_twins", tmp_path)
    assert TwinEdition.objects.count() == 2
    path.write_text(FILE.format(slug=slug, title="Blincyto?", body=BODY), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("load_twins", tmp_path)
    path.write_text(FILE.format(slug="nothing", title="X", body=""), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("load_twins", tmp_path)
    assert "Blincyto is a trade name" in capsys.readouterr().err
    assert TwinEdition.objects.count() == 2
    call_command("load_twins", tmp_path, once=True)  # there are some, and an editor may have changed them
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("path", sorted((Path(settings.BASE_DIR) / "content" / "demo" / "patients").glob("*.md")))
def test_demonstration_pages_are_published_without_a_finding(path):
    folder = path.parent.parent
    file = read_twin(path.read_text(encoding="utf-8"))
    load_topics(read_topics((folder / "topics.yaml").read_text(encoding="utf-8")))
    article = read_article((folder / f"{file.article}.md").read_text(encoding="utf-8"))
    load_article(file=article, digest="", at=NOW)
    assert load_twin(file=file, at=NOW) is Loaded.NEW
    draft = TwinDraft.objects.get()
    assert check_twin(draft, edition_read_at(draft.article, NOW), at=NOW) == []
