"""Kinds of visitors, and a walk of all of them over every address of the site with every method.

The walk is done once a run and kept as plain values, so that many tests can look at it. Everything that must not
leak carries a canary: a random word that is looked for in every answer.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.crypto import get_random_string

from cme.access import attesting
from cme.access.services import record_attestation
from cme.assessment.models import Attempt
from cme.assessment.services import open_attempt
from cme.assessment.services.intext import answer_in_text
from cme.assessment.serving import served_items
from cme.desk import disclosure_links
from cme.desk.review_links import token_of
from cme.evaluation.models import InstrumentVersion
from cme.evaluation.services import RatingText, submit_evaluation
from cme.learners import identity
from cme.learners.models import Learner, User
from cme.search.services import sweep_search
from content.models import Article, Contribution, Contributor, Edition, Figure, Series, SeriesPart, Video
from content.services.disclosing import ask_for_disclosure
from content.services.publishing import publish_article
from content.services.questions import OptionText, QuestionText, save_question
from content.services.reviewing import ask_review, make_link
from content.translating.languages import languages_offered
from tests.answers import picked, save_picks
from tests.content.translating.people import by_people
from tests.content.twins import make_twin
from tests.factories import BEFORE, NOW, add_question, make_article, make_learner, right_picks, take_test
from tests.support.giving import Giving, addresses_of_giving, make_giving

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
CLOSED_OUT = ("anonymous", "forged", "expired", "older", "staff")  # kinds of visitors whom the gate asks
VISITORS = (*CLOSED_OUT, "attested", "learner", "other", "passer")
GATE_FIELD = 'name="gate_statement"'  # what tells the gate's question from every other page
PLANTED = (
    "body",
    "learning",
    "limits",
    "data",
    "figure",
    "note",
    "stem",
    "option",
    "rationale",
    "file",
    "captions",
    "asked",
    "reason",
    "draft",
    "translated",
)


def attestation_cookie(**settings: Any) -> str:
    """Return the cookie that the gate sets now, under other settings if any are given."""
    response = HttpResponse()
    with override_settings(**settings):
        attesting.set_attested(response)
    return response.cookies[attesting.COOKIE].value


def learner_cookie(learner: Learner) -> str:
    """Return the cookie that names a learner."""
    return identity._signer.sign(learner.key)


def tampered(value: str) -> str:
    """Return a signed value with its last character changed."""
    return value[:-1] + ("A" if value[-1] != "A" else "B")


def client_of(learner: Learner | None = None, *, is_attested: bool = True, **options: Any) -> Client:
    """Return the browser of a visitor who has passed the gate."""
    client = Client(**options)
    if is_attested:
        client.cookies[attesting.COOKIE] = attestation_cookie()
    if learner:
        client.cookies[identity.COOKIE] = learner_cookie(learner)
    return client


@dataclass(frozen=True)
class Scene:
    """What stands in the database while visitors walk.

    Attributes:
        word: The canary; :func:`canary` makes one for each place where it is planted.
        edition: A published edition with both tests.
        learner: Failed the test once and has it open again with one answer saved; has the pre-test open, and a
            self-check in which nothing is checked yet.
        other: Another learner, who did nothing.
        passer: Passed the test, answered the question in the text, finished a self-check and rated the article.
        editor: Staff, may do everything in the admin; has not attested.
        open_post: The learner's open attempt at the test.
        open_pre: The learner's open attempt at the pre-test.
        open_self: The learner's open self-check.
        file: Name of a figure's file.
        video: Name of a file of captions; videos and captions have one address.
        token: What stands in the address of a reviewer's link to a draft of its own.
        disclosing: What the address ends in by which a contributor discloses.
        giving: What individuals gave, suggested and subscribed to.
    """

    word: str
    edition: Edition
    learner: Learner
    other: Learner
    passer: Learner
    editor: User
    open_post: Attempt
    open_pre: Attempt
    open_self: Attempt
    file: str
    video: str
    token: str
    disclosing: str
    giving: Giving


@dataclass(frozen=True)
class Answer:
    """What one request was answered with."""

    address: str
    visitor: str
    method: str
    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...]
    body: bytes

    def says(self, text: str) -> bool:
        """Tell whether body, headers or cookies contain a text."""
        return text in self.text or any(text in part for pair in self.headers.items() for part in pair)

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace") + "".join(self.cookies)

    @property
    def is_question(self) -> bool:
        return GATE_FIELD in self.text


def canary(word: str, place: str) -> str:
    """Return the canary of one place: letters and digits alone, so that no escaping changes it."""
    return f"{word}{place}"


def make_scene() -> Scene:
    """Publish an article with a canary wherever the public may not look, and let learners take its test."""
    word = get_random_string(14, "abcdefghijkmnpqrstuvwxyz")
    article = make_article(
        slug="second-transplant",
        has_pre_test=True,
        canary=canary(word, "body"),
        key_learning=canary(word, "learning"),
        limits=canary(word, "limits"),
        key_data=canary(word, "data"),
        plain_language_url="https://patients.example.org/second-transplant",
    )
    article.references.update(note=canary(word, "note"))
    article.key_figures.update(label=canary(word, "figure"))
    for number in range(4):
        save_question(article=article, text=_question(number, word, article), at=BEFORE)
    save_question(article=article, text=_question_in_text(word, article), at=BEFORE)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    by_people(edition, **{"key_learning.0": canary(word, "translated")})
    SeriesPart.objects.create(series=Series.objects.create(title="First steps", slug="first-steps"), article=article)
    make_twin(edition=edition, at=BEFORE)
    learner, other, passer = make_learner(), make_learner(), make_learner()
    open_pre = open_attempt(learner=learner, edition=edition, role="pre", at=BEFORE)
    take_test(edition, learner, wrong=3, at=BEFORE)
    open_post = open_attempt(learner=learner, edition=edition, role="post", at=BEFORE)
    item, options = next(iter(right_picks(open_post).items()))
    save_picks(attempt=open_post, item_id=item, option_ids=options, at=BEFORE)
    take_test(edition, passer, at=BEFORE)
    take_test(edition, passer, role="self", at=BEFORE)
    asked = next(iter(served_items(edition.pk, "text").values()))
    answer_in_text(learner=passer, edition=edition, item=asked, response=picked(asked.keys), at=BEFORE)
    version = InstrumentVersion.objects.get()
    first = version.statements.all()[0]
    submit_evaluation(learner=passer, edition=edition, version=version, ratings={first.pk: RatingText(4)}, at=NOW)
    sweep_search(at=NOW)
    for person in (learner, other, passer):
        record_attestation(learner=person, profession="nurse", at=BEFORE)
    return Scene(
        word=word,
        edition=edition,
        learner=learner,
        other=other,
        passer=passer,
        editor=User.objects.create_superuser("editor", password="a long word for tests"),
        open_post=open_post,
        open_pre=open_pre,
        open_self=open_attempt(learner=learner, edition=edition, role="self", at=BEFORE),
        file=_store_figure(canary(word, "file")),
        video=_store_captions(canary(word, "captions")),
        token=_make_review(word),
        disclosing=disclosure_links.token_of(
            ask_for_disclosure(contributor=Contributor.objects.exclude(name="Reviewing team").get(), actor=None, at=NOW)
        ),
        giving=make_giving(),
    )


def _make_review(word: str) -> str:
    """Send a draft to review, and return the token of the link for its reviewer."""
    draft = make_article(slug="draft-in-review", canary=canary(word, "draft"), title="A draft in review")
    reviewer = Contributor.objects.create(name="Reviewing team")
    Contribution.objects.create(article=draft, contributor=reviewer, role="reviewer")
    add_question(draft, canary=canary(word, "draft"))
    captions = f"videos/{_store_captions('WEBVTT')}"
    facts = {"size": 1, "duration_ms": 1, "width": 1, "height": 1}
    Video.objects.create(article=draft, file=captions, captions=captions, **facts)
    Figure.objects.create(article=draft, key="curve", image=_picture(), alt="Two curves", width=640, height=480)
    editor = User.objects.create(username="asking")
    asked = ask_review(article=draft, reviewer_id=reviewer.pk, actor=editor, at=BEFORE)
    rights = {"may_comment": True, "may_sign_off": True}
    return token_of(make_link(review_round=asked, actor=editor, at=NOW, days=14, **rights))


def _picture() -> str:
    return f"figures/{_store_figure('a picture')}"


def _question(number: int, word: str, article: Article) -> QuestionText:
    options = [
        OptionText(f"Option {place} {canary(word, 'option')}", place == 0, f"Why {place}: {canary(word, 'rationale')}")
        for place in range(4)
    ]
    return QuestionText(
        key=f"question-{number}",
        stem=f"Question {number} {canary(word, 'stem')}",
        options=options,
        in_pre_test=True,
        objective=article.objectives.get(),
        passage="who-did-worse",
        reference=article.references.get(),
        position=number + 1,
    )


def _question_in_text(word: str, article: Article) -> QuestionText:
    return QuestionText(
        key="in-text",
        stem=f"Stop here {canary(word, 'asked')}",
        options=[OptionText(f"Choice {place}", place == 0, canary(word, "reason")) for place in range(3)],
        in_post_test=False,
        in_text=True,
        in_self_check=True,
        objective=article.objectives.get(),
        passage="who-did-worse",
        position=9,
    )


def _store_figure(content: str) -> str:
    name = f"{get_random_string(64, '0123456789abcdef')}.png"
    default_storage.save(f"figures/{name}", ContentFile(content.encode()))
    return name


def _store_captions(content: str) -> str:
    name = f"{get_random_string(64, '0123456789abcdef')}.vtt"
    default_storage.save(f"videos/{name}", ContentFile(content.encode()))
    return name


def _link_picture() -> str:
    name = f"{'0' * 64}.png"
    if not default_storage.exists(f"link-pictures/{name}"):
        default_storage.save(f"link-pictures/{name}", ContentFile(b"a picture"))
    return name


def browsers(scene: Scene) -> dict[str, Client]:
    """Return one browser for each kind of visitor."""
    clients = {
        "anonymous": Client(),
        "forged": client_of(scene.passer),
        "expired": client_of(scene.passer),
        "older": client_of(scene.passer),
        "staff": Client(),
        "attested": client_of(),
        "learner": client_of(scene.learner),
        "other": client_of(scene.other),
        "passer": client_of(scene.passer),
    }
    for name in (attesting.COOKIE, identity.COOKIE):
        clients["forged"].cookies[name] = tampered(clients["forged"].cookies[name].value)
    with time_machine.travel(NOW - timedelta(days=90, seconds=1), tick=False):
        clients["expired"].cookies[attesting.COOKIE] = attestation_cookie()
    clients["older"].cookies[attesting.COOKIE] = attestation_cookie(GATE_STATEMENT_VERSION="an older one")
    clients["staff"].force_login(scene.editor)
    return clients


# -- addresses ---------------------------------------------------------------------------------------------------------
def routes(resolver: URLResolver | None = None, names: str = "", path: str = "/") -> Iterator[tuple[str, str, Any]]:
    """Yield full name, path (``1`` for what varies) and view of every route of the site, the admin's included."""
    for row in (resolver or get_resolver()).url_patterns:
        here = path + re.sub(r"<[^>]+>", "1", str(row.pattern).lstrip("^").rstrip("$"))
        if isinstance(row, URLPattern):
            yield f"{names}{row.name}", here, row.callback
        else:
            yield from routes(row, f"{names}{row.namespace}:" if row.namespace else names, here)


def addresses(scene: Scene) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return path and what is posted there, by the name of the route and, where it matters, the role."""
    slug = scene.edition.slug
    edition = {"edition": scene.edition.pk}
    statement = InstrumentVersion.objects.get().statements.all()[0]
    asked = next(iter(served_items(scene.edition.pk, "text").values()))
    said = {"item": asked.version, f"item-{asked.version}": asked.options[1].id}
    flat = (
        "home listing topics all_series about contact terms editorial_policy privacy accessibility open_pages "
        "for_patients twins feed sitemap robots afresh reading reading_seen reading_clear reading_copy"
    )
    found: dict[str, tuple[str, dict[str, Any]]] = {
        **{f"catalogue:{name}": (reverse(f"catalogue:{name}"), {}) for name in flat.split()},
        # Both words are in the text, one of them in the teaser: readers see a passage.
        "catalogue:search": (reverse("catalogue:search") + "?q=survival+patients", {}),
        "catalogue:topic": (reverse("catalogue:topic", args=["transplant"]), {}),
        "catalogue:follow": (reverse("catalogue:follow", args=["transplant"]), {"keep": "yes"}),
        "catalogue:keep": (reverse("catalogue:keep", args=[slug]), {"keep": "yes"}),
        "catalogue:place": (reverse("catalogue:place", args=[slug]), edition | {"place": "p-who-did-worse"}),
        "catalogue:figure": (reverse("catalogue:figure", args=[scene.file]), {}),
        "catalogue:video": (reverse("catalogue:video", args=[scene.video]), {}),
        "catalogue:article": (reverse("catalogue:article", args=[slug]), {}),
        "catalogue:translated": (reverse("catalogue:translated", args=[slug, languages_offered()[0].code]), {}),
        "catalogue:changes": (reverse("catalogue:changes", args=[slug]), {}),
        "catalogue:twin": (reverse("catalogue:twin", args=[slug]), {}),
        "catalogue:twins_on_topic": (reverse("catalogue:twins_on_topic", args=["transplant"]), {}),
        "catalogue:link_picture": (reverse("catalogue:link_picture", args=[_link_picture()]), {}),
        "catalogue:topic_feed": (reverse("catalogue:topic_feed", args=["transplant"]), {}),
        "catalogue:sitemap_part": (reverse("catalogue:sitemap_part", args=["pages", 1]), {}),
        "catalogue:series": (reverse("catalogue:series", args=["first-steps"]), {}),
        "catalogue:citation": (reverse("catalogue:citation", args=[slug, "ris"]), {}),
        "catalogue:problem": (reverse("catalogue:problem", args=[slug]), {"what": "A wrong number."}),
        "catalogue:paper": (reverse("catalogue:paper", args=[slug]), edition),
        "catalogue:steps": (reverse("catalogue:steps", args=[slug]), edition | {"kind": "started"}),
        "catalogue:rate": (reverse("catalogue:rate", args=[slug]), edition | {f"s-{statement.pk}": "4"}),
        "catalogue:in_text": (reverse("catalogue:in_text", args=[slug]) + f"?item={asked.version}", edition | said),
        "review:review": (reverse("review:review", args=[scene.token]), {"_act": "comment", "text": "Good."}),
        "review:article": (reverse("review:article", args=[scene.token]), {}),
        "review:video": (
            reverse("review:video", args=[scene.token, str(Video.objects.get().captions.name).rsplit("/", 1)[-1]]),
            {},
        ),
        "review:figure": (
            reverse("review:figure", args=[scene.token, str(Figure.objects.get().image.name).rsplit("/", 1)[-1]]),
            {},
        ),
        "desk:disclose": (reverse("desk:disclose", args=[scene.disclosing]), {"has_any": "none", "_act": "send"}),
        **addresses_of_giving(scene.giving),
        "admin:index": (reverse("admin:index"), {}),
        "admin:login": (reverse("admin:login"), {}),
    }
    for role, attempt in (("test", scene.open_post), ("pre-test", scene.open_pre), ("self-check", scene.open_self)):
        item, options = next(iter(right_picks(attempt).items()))
        one = {"attempt": attempt.pk, "item": item, f"item-{item}": list(options)}
        whole = {"attempt": attempt.pk, f"item-{item}": list(options), "submit_anyway": "1"}
        checked = {"attempt": attempt.pk, "check": item, f"item-{item}": list(options)}
        sent = {"test": {}, "test_start": edition, "test_save": one, "test_submit": whole} | {
            "test_check": checked,
            "test_code": {},
        }
        for name, data in sent.items():
            found[f"catalogue:{name} {role}"] = (reverse(f"catalogue:{name}", args=[slug, role]), data)
        found[f"catalogue:result {role}"] = (reverse("catalogue:result", args=[slug, role, 1]), {})
    return found


def ask(client: Client, path: str, method: str, data: dict[str, Any], **headers: str) -> HttpResponse:
    """Send one request and undo what it wrote, in the database and among the browser's cookies."""
    jar = SimpleCookie(client.cookies)
    sent = urlencode(data, doseq=True) if method not in {"GET", "HEAD"} else ""
    with transaction.atomic():
        response = client.generic(method, path, sent, content_type="application/x-www-form-urlencoded", headers=headers)
        response.whole = body_of(response)
        transaction.set_rollback(True)
    client.cookies = jar
    return response


def body_of(response: HttpResponse) -> bytes:
    """Return the body and close the file it may come from; ``close`` would end the test's transaction as well."""
    body = b"".join(response) if response.streaming else response.content
    for close in response._resource_closers:
        close()
    return body


def answer_of(response: HttpResponse, address: str, visitor: str, method: str) -> Answer:
    """Keep of a response what tests look at."""
    return Answer(
        address, visitor, method, response.status_code, dict(response.items()),
        tuple(morsel.OutputString() for morsel in response.cookies.values()), response.whole,
    )  # fmt: skip


@dataclass(frozen=True)
class Walk:
    """Every address asked for by every kind of visitor with every method."""

    word: str
    answers: tuple[Answer, ...]

    def where(self, keep: Callable[[Answer], bool]) -> list[Answer]:
        return [answer for answer in self.answers if keep(answer)]


@cache
def walk() -> Walk:
    """Walk once a run; the database is as it was before."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        scene = make_scene()
        answers = tuple(
            answer_of(ask(client, path, method, data), address, visitor, method)
            for visitor, client in browsers(scene).items()
            for address, (path, data) in addresses(scene).items()
            for method in METHODS
        )
        transaction.set_rollback(True)
    return Walk(scene.word, answers)
