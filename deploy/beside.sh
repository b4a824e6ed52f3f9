#!/bin/sh
# Beside the server of `make run`: a worker, and the jobs of every minute. They end with the process that is named.
# Usage: deploy/beside.sh PID
set -eu
cd "$(dirname "$0")/.."
server=$1

.venv/bin/python manage.py db_worker --queue-name "*" --no-reload --verbosity 0 &
worker=$!
seconds=0
while sleep 1 && kill -0 "$server" 2>/dev/null; do
    seconds=$((seconds + 1))
    [ $((seconds % 60)) -ne 0 ] || .venv/bin/python manage.py every_minute >/dev/null || true
done
kill "$worker"
wait "$worker" || true
