"""Publish a large article several times, each time with new figures: ``python -m bench.illustrated``."""

import json
import os
import sys
import time
from io import BytesIO

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")
django.setup()

from django.utils import timezone  # noqa: E402 (after setup)
from django_tasks_db.models import DBTaskResult  # noqa: E402
from PIL import Image  # noqa: E402

from content.models import Article, Figure, Reference, Rendition  # noqa: E402
from content.pictures import take_picture  # noqa: E402
from content.services.publishing import Correction, publish_article  # noqa: E402

REFERENCES, FIGURES, ROUNDS = 40, 10, 5
SIZE = (2000, 1200)


def illustrate(article: Article, body: str, turn: int) -> None:
    """Give the article new figures, and a text that shows them."""
    article.figures.all().delete()
    for number in range(FIGURES):
        out = BytesIO()
        Image.new("RGB", SIZE, (turn * 40, number * 20, 90)).save(out, "JPEG")
        out.seek(0)
        image = take_picture(out, size=out.getbuffer().nbytes)
        Figure.objects.create(article=article, key=f"figure-{number}", image=image, alt="A plane", credit="CC0")
    shown = "\n\n".join(f'![](figure:figure-{number} "A plane of one colour")' for number in range(FIGURES))
    article.body = f"{body}\n\n{shown}\n"
    article.save()


def main() -> None:
    """Publish, and print the figures as JSON."""
    article = Article.objects.order_by("pk")[0]
    for number in range(article.references.count(), REFERENCES):
        Reference.objects.create(
            article=article, key=f"more-{number}", authors="Authors of a benchmark", title=f"A paper, number {number}",
            journal="J Bench", year=2024, volume="1", pages="1-9",
        )  # fmt: skip
    cited = " ".join(f"Cited.[@{reference.key}]" for reference in article.references.all())
    body, seconds = f"{article.body}\n\n{cited}\n", []
    for turn in range(ROUNDS):
        illustrate(article, body, turn)
        start = time.perf_counter()
        edition = publish_article(
            article=article, actor=None, at=timezone.now(), correction=Correction.MINOR, what_changed="Other figures."
        )
        seconds.append(time.perf_counter() - start)
    found = {
        "seconds": seconds,
        "references": len(edition.source["references"]),
        "figures": len(edition.source["figures"]),
        "questions": len(edition.source["items"]),
        "renditions": Rendition.objects.pending().count() // ROUNDS,
        "tasks": DBTaskResult.objects.ready().count() // ROUNDS,
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
