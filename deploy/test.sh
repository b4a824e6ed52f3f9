#!/bin/sh
# Runs the suite: everything on SQLite, then what a database can change on PostgreSQL where one answers.
#
# Tests marked "slow" are left to .ci/run, which also runs the pages and the browser tests on PostgreSQL.
# TEST_DATABASE_URL names the PostgreSQL server; with REQUIRE_POSTGRES=1 its absence is a failure.
set -eu
cd "$(dirname "$0")/.."
sh deploy/install.sh requirements-dev.txt
sh deploy/chromium.sh

postgres=${TEST_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres}
unset TEST_DATABASE_URL
# What is compiled once serves all workers, both databases and every server that a test starts.
unset PYTHONDONTWRITEBYTECODE

echo "The suite on SQLite"
.venv/bin/python -m pytest -n 3 --dist worksteal -m "not slow" --durations=15

connect='import sys, psycopg; psycopg.connect(sys.argv[1], connect_timeout=3).close()'
if refusal=$(.venv/bin/python -c "$connect" "$postgres" 2>&1); then
    echo "The suite on PostgreSQL"
    TEST_DATABASE_URL="$postgres" .venv/bin/python -m pytest -n 3 --dist worksteal -m "not slow and not browser and not page" --durations=15
    exit 0
fi
echo "$refusal" | sed -n 's/^psycopg[.a-zA-Z]*: //p'
if [ "${REQUIRE_POSTGRES:-}" = 1 ]; then
    echo "PostgreSQL is required (REQUIRE_POSTGRES=1); TEST_DATABASE_URL tells where it is." >&2
    exit 1
fi
echo "PostgreSQL does not let us in, so the suite ran on SQLite alone; TEST_DATABASE_URL tells where it is."
