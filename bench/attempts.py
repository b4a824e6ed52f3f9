"""Fill a database with many attempts at ten items, and time their analysis: ``python -m bench.attempts fill|time``.

Each part is told as it passes on the clock; "cold" has its processor time too, which other work on the machine does
not lengthen.
"""

import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.db.models import F

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")
BEGAN = time.perf_counter()
django.setup()

from cme.assessment.models import Answer, Attempt, Marking, Pick  # noqa: E402 (after setup)
from cme.learners.models import Learner  # noqa: E402
from cme.outcomes.analyses import analysis_of  # noqa: E402
from cme.outcomes.answer_counts import items_in  # noqa: E402
from cme.outcomes.item_report import report_of  # noqa: E402
from cme.outcomes.knowledge import scores_of  # noqa: E402
from cme.outcomes.marks import marks_of  # noqa: E402
from cme.outcomes.picks import picks_of  # noqa: E402
from cme.outcomes.services import analyse_release  # noqa: E402
from content.models import Article, Contributor, Edition, Objective, Release  # noqa: E402
from content.models.question import Role  # noqa: E402
from content.services.publishing import publish_article  # noqa: E402
from content.services.questions import OptionText, QuestionText, save_question  # noqa: E402

ATTEMPTS, ITEMS, OPTIONS = 100_000, 10, 4
AT_ONCE = 5_000
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def fill(count: int = ATTEMPTS) -> None:
    """Write attempts that hang together, each with an order of its own; one answer in fifty is blank."""
    edition = _edition()
    items = [(item.pk, [option.pk for option in item.version.options.all()]) for item in edition.items.all()]
    draw = random.Random(7)
    hard = [draw.gauss(0, 1) for _ in items]
    for first in range(0, count, AT_ONCE):
        _write(edition, items, hard, draw, range(first, min(count, first + AT_ONCE)))
    with connection.cursor() as cursor:
        # As PostgreSQL does by itself within a minute of so many new rows.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _edition() -> Edition:
    article = Article.objects.create(
        slug="many-attempts", title="Many attempts", question="How many?", audience="Nobody", minutes=1, key_data="-",
        key_learning="-", limits="-", body="-", is_demonstration=True, created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    objective = Objective.objects.create(article=article, key="counting", text="Name the number.")
    article.references.create(key="paper", is_source=True, authors="Nobody", title="A paper", doi="10.1000/example")
    article.contributions.create(contributor=Contributor.objects.create(name="Nobody"))
    article.topics.create(slug="counting", name="Counting")
    for position in range(1, ITEMS + 1):
        options = [OptionText(f"Option {place}", place == 0, "Because.") for place in range(OPTIONS)]
        text = QuestionText(
            key=f"item-{position}", stem=f"Item {position}?", options=options, objective=objective, position=position
        )
        save_question(article=article, text=text, at=NOW)
    return publish_article(article=article, actor=None, at=NOW)


Items = list[tuple[int, list[int]]]
Order = list[int]
Chosen = list[int | None]


def _write(edition: Edition, items: Items, hard: list[float], draw: random.Random, numbers: range) -> None:
    learners = Learner.objects.bulk_create(Learner(key=f"many-{number}", created_at=NOW) for number in numbers)
    attempts, chosen = [], []
    for number, learner in zip(numbers, learners, strict=True):
        order, at = draw.sample(range(len(items)), len(items)), NOW + timedelta(seconds=number)
        chosen.append((order, _choose(items, hard, draw)))
        served = [items[place][0] for place in order]
        attempts.append(
            Attempt(
                learner=learner,
                release_id=edition.release_id,
                edition=edition,
                kind=Role.POST,
                number=1,
                served=served,
                opened_at=at,
            )
        )
    Attempt.objects.bulk_create(attempts)
    Marking.objects.bulk_create(
        _marking(attempt, items, order, picks) for attempt, (order, picks) in zip(attempts, chosen, strict=True)
    )
    given = [
        (Answer(attempt=attempt, item_id=item, saved_at=attempt.opened_at), pick)
        for attempt, (_, picks) in zip(attempts, chosen, strict=True)
        for (item, _), pick in zip(items, picks, strict=True)
        if pick is not None
    ]
    Answer.objects.bulk_create([answer for answer, _ in given], batch_size=AT_ONCE)
    Pick.objects.bulk_create([Pick(answer=answer, option_id=pick) for answer, pick in given], batch_size=AT_ONCE)
    Attempt.objects.filter(submitted_at=None).update(submitted_at=F("opened_at"))  # no answer is added afterwards


def _choose(items: Items, hard: list[float], draw: random.Random) -> Chosen:
    """Choose an option in each item: the first is right; None for a blank."""
    skill = draw.gauss(0, 1)
    picks: Chosen = []
    for (_, options), difficulty in zip(items, hard, strict=True):
        knows = skill - difficulty + draw.gauss(0, 1) > 0
        picks.append(None if draw.random() < 0.02 else options[0] if knows else draw.choice(options[1:]))
    return picks


def _marking(attempt: Attempt, items: Items, order: Order, picks: Chosen) -> Marking:
    points = [None if picks[place] is None else int(picks[place] == items[place][1][0]) for place in order]
    right = sum(point or 0 for point in points)
    return Marking(
        attempt=attempt,
        points=right,
        maximum_points=len(items),
        item_points=points,
        items_right=right,
        pass_mark_percent=75,
        is_passed=right * 100 >= 75 * len(items),
        marked_at=attempt.opened_at,
    )


def measure() -> dict[str, float]:
    """Return seconds of each part and the most memory in MB; "cold" begins with the start of Django."""
    release = Release.objects.get(article__slug="many-attempts")
    loaded = marks_of(release)
    figures = {"marks, cold": time.perf_counter() - BEGAN, "marks, MB": _megabytes()}
    figures["marks, cold, processor"] = time.process_time()
    figures["marks, warm"] = _seconds(lambda: marks_of(release))
    figures["answers"] = _seconds(lambda: picks_of(release, loaded.pool))
    picks = picks_of(release, loaded.pool)
    report_of(loaded, picks, "first", "all")  # scipy is loaded
    figures["report, warm"] = _seconds(lambda: report_of(loaded, picks, "first", "all"))
    loaded = picks = None  # type: ignore[assignment]  # the command reads its own
    analyse_release(release=release, at=NOW)
    kept = {"choice": "first", "population": "all"}
    figures["page, kept"] = _seconds(lambda: analysis_of(release, at_once=settings.ANALYSED_AT_ONCE, **kept))
    figures["outcomes, scores"] = _seconds(lambda: scores_of(release, Role.POST))
    at_once = {"at_once": settings.ANALYSED_AT_ONCE}
    figures["outcomes, questions"] = _seconds(lambda: items_in(analysis_of(release, **kept, **at_once).report))
    return figures


def _seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(*(int(word) for word in sys.argv[2:]))
    else:
        print(json.dumps(measure()))
