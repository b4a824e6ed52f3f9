"""Asks the advisory service about the locked requirements; a known fault fails, an unreachable service does not.

Usage: audit.py requirements.txt
"""

import json
import subprocess
import sys

# What pip-audit writes when it could not speak with the service, as opposed to not liking what it was given.
UNREACHABLE = (
    "blocking this service",
    "ConnectionError",
    "Could not connect",
    "HTTPError",
    "HTTPSConnectionPool",
    "not redirecting properly",
    "ProxyError",
    "ReadTimeout",
    "SSLError",
)


class AuditFailed(Exception):
    """The requirements cannot be called free of known faults; the message says why."""


def audit(lock: str) -> tuple[str, str]:
    """Run pip-audit on a lock file and return what it wrote to its two outputs."""
    command = ["-m", "pip_audit", "--requirement", lock, "--require-hashes", "--disable-pip", "--format", "json"]
    # The command is ours and the lock file is the operator's own word.
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout, done.stderr


def judge(report: str, errors: str) -> str:
    """Say in one sentence how the audit went.

    Args:
        report: pip-audit's JSON; empty when it stopped before it could write any.
        errors: What it wrote beside that.

    Raises:
        AuditFailed: A requirement has a known fault, is unknown to the service, or the audit itself broke.
    """
    try:
        found = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError) as error:
        if any(mark in errors for mark in UNREACHABLE):
            return "WARNING: the advisory service could not be reached, so nothing was audited."
        raise AuditFailed(f"pip-audit stopped:\n{errors.strip()}") from error
    faults = [f"{row['name']} {row['version']}: {fault['id']}" for row in found for fault in row.get("vulns", [])]
    unknown = [row["name"] for row in found if "skip_reason" in row]
    if faults:
        raise AuditFailed("Known faults:\n" + "\n".join(faults))
    if found and len(unknown) == len(found):
        # A mirror without advisories answers so; a single unknown name among known ones is another matter.
        return "WARNING: the advisory service knows none of the requirements, so nothing was audited."
    if unknown or not found:
        raise AuditFailed(f"Not audited: {', '.join(unknown) or 'no requirement was read'}")
    return f"{len(found)} requirements, no known fault."


if __name__ == "__main__":
    try:
        print(judge(*audit(sys.argv[1])))
    except AuditFailed as failure:
        sys.exit(str(failure))
