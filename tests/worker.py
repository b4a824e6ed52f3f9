"""A process of its own for the tests of races and crashes: reads a task from its arguments, prints what it did.

It is run by ``tests.working``, on the database that ``DATABASE_URL`` names, with the settings of the site.
"""

import json
import os
import random
import sys
from collections import Counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")
django.setup()

from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from cme.assessment.models import Attempt, AttemptStep, Marking  # noqa: E402
from cme.assessment.responses import Response  # noqa: E402
from cme.assessment.services import (  # noqa: E402
    AttemptRefused,
    RegradeRefused,
    open_attempt,
    regrade,
    save_answer,
    submit_attempt,
)
from cme.assessment.services.submitting import items_of  # noqa: E402
from cme.learners.models import Learner  # noqa: E402
from content.models import Edition, QuestionVersion, Rendition  # noqa: E402
from content.services.corrections import CorrectionRefused, correct_key  # noqa: E402
from content.services.publishing import publish_article  # noqa: E402
from tests.backfilling import hash_old_questions, note_pictures_of_old_editions  # noqa: E402
from tests.content.pictures import make_illustrated  # noqa: E402
from tests.corrections import whys  # noqa: E402
from tests.factories import make_edition  # noqa: E402


def choose(attempt: Attempt, chance: random.Random) -> dict[int, Response]:
    """Answer every item by chance."""
    return {item.id: Response(options=frozenset([chance.choice(item.options).id])) for item in items_of(attempt)}


def take(learners: list[int], edition: int, seed: int) -> dict[str, int]:
    """Open, save and submit for each learner, again and again, whatever others do for the same ones."""
    chance, done = random.Random(seed), {"submitted": 0, "refused": 0}
    row = Edition.objects.get(pk=edition)
    for learner in Learner.objects.filter(pk__in=learners).order_by("pk"):
        try:
            attempt = open_attempt(learner=learner, edition=row, role="post", at=timezone.now())
            for item, response in choose(attempt, chance).items():
                save_answer(attempt=attempt, item_id=item, response=response, at=timezone.now())
            submit_attempt(attempt=attempt, responses=choose(attempt, chance), at=timezone.now())
            done["submitted"] += 1
        except AttemptRefused:
            done["refused"] += 1
    return done


def submit(attempt: int, seed: int, times: int) -> list[str]:
    """Submit one attempt some times, with other answers each time; return when it says it was submitted."""
    chance, row = random.Random(seed), Attempt.objects.get(pk=attempt)
    moments = []
    for _ in range(times):
        closed = submit_attempt(attempt=row, responses=choose(row, chance), at=timezone.now())
        moments.append(closed.submitted_at.isoformat())
    return moments


def correct(version: int, times: int, seed: int) -> int:
    """Correct a key some times and mark anew each time; return how many attempts were marked."""
    chance, row = random.Random(seed), QuestionVersion.objects.get(pk=version)
    marked = 0
    for _ in range(times):
        try:
            key = {"keys": [chance.choice(row.options.all()).pk]}
            said = {"reason": "A race.", "rationales": whys(row, key)}
            correction = correct_key(version=row, key=key, actor=None, at=timezone.now(), **said)
            marked += regrade(correction=correction, actor=None, at=timezone.now())
        except (CorrectionRefused, RegradeRefused):
            continue
    return marked


def edition(questions: int) -> dict[str, object]:
    """Make an edition; return its address."""
    made = make_edition(questions=questions, pre_test=False)
    return {"slug": made.slug}


def verify(saves: list[list[int]], submissions: list[int]) -> dict[str, object]:
    """Return which acknowledged saves and submissions are not in the database."""
    lost = []
    for attempt, item, option, sequence in saves:
        step = AttemptStep.objects.filter(attempt=attempt, sequence=sequence, item=item).first()
        if step is None or step.response != {"options": [option]}:
            lost.append([attempt, item, option, sequence])
    marked = Marking.objects.filter(attempt__submitted_at__isnull=False).values_list("attempt", flat=True)
    return {"saves": lost, "submissions": sorted(set(submissions) - set(marked))}


def illustrated(figures: int, width: int, height: int) -> dict[str, object]:
    """Publish an article with so many photographs."""
    article = make_illustrated(figures=figures, size=(width, height), kind="JPEG")
    return {"edition": publish_article(article=article, actor=None, at=timezone.now()).pk}


def background() -> dict[str, object]:
    """Say how far background work is, and what a page shows of it."""
    states = Counter(Rendition.objects.values_list("state", flat=True))
    tasks = Counter(DBTaskResult.objects.values_list("status", flat=True))
    bodies = [edition.html["body"] for edition in Edition.objects.all()]
    return {
        "renditions": states,
        "tasks": tasks,
        "shown": sum(body.count("<picture>") for body in bodies),
        "files": sorted({*Rendition.objects.exclude(file="").values_list("file", flat=True)}),
        "pictures": sorted({*Rendition.objects.values_list("picture", flat=True)}),
    }


TASKS = {
    "take": take,
    "submit": submit,
    "correct": correct,
    "edition": edition,
    "verify": verify,
    "illustrated": illustrated,
    "background": background,
    "note_pictures": note_pictures_of_old_editions,
    "hash_questions": hash_old_questions,
}

if __name__ == "__main__":
    name, start = sys.argv[1], sys.argv[2] == "start"
    fields = json.load(open(sys.argv[3]))  # noqa: PTH123, SIM115
    if start:
        list(Edition.objects.values_list("pk")[:1])  # connected before all are let go
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
    sys.stdout.write(json.dumps(TASKS[name](**fields)) + "\n")
