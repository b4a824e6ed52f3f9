"""Making accreditation files; each making is recorded."""

import hashlib
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from content.accreditation import write_accreditation_file
from content.models import AccreditationFile, Edition, Release

IN_MEMORY = 1_000_000  # bytes; a larger file is put on the disk while it is made
PIECE = 64 * 1024  # bytes


def make_accreditation_file(
    *, edition: Edition, actor: AbstractBaseUser | None, at: datetime
) -> tuple[AccreditationFile, IO[bytes]]:
    """Make the accreditation file of an edition, and record that it was made.

    Args:
        edition: The edition.
        actor: Who asked for it; None for a command.
        at: Now; aware.

    Returns:
        The record, and the file at its beginning; whoever asked closes it, and it is gone.
    """
    while True:
        edition = Edition.objects.select_related("release", "dossier").get(pk=edition.pk)
        out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the caller closes it
        write_accreditation_file(edition, out)
        size = out.tell()
        record = _record(edition, actor, at, _digest_of(out), size)
        if record:
            return record, out
        out.close()


def _digest_of(out: IO[bytes]) -> str:
    """Return the SHA-256 of a file, and leave it at its beginning."""
    out.seek(0)
    digest = hashlib.sha256()
    while piece := out.read(PIECE):
        digest.update(piece)
    out.seek(0)
    return digest.hexdigest()


@transaction.atomic
def _record(
    edition: Edition, actor: AbstractBaseUser | None, at: datetime, digest: str, size: int
) -> AccreditationFile | None:
    """Record a file, so that the number in it stays; None if the edition gave its number up meanwhile."""
    if Release.objects.select_for_update().get(pk=edition.release_id).number != edition.release.number:
        return None
    return AccreditationFile.objects.create(  # type: ignore[misc]  # which model users are is the site's word
        edition=edition, made_at=at, made_by=actor, digest=digest, size=size
    )
