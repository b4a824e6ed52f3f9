#!/bin/sh
# Beside the server of `make run`: a worker, and the jobs of every minute. They end with the process that is named.
# A worker that ends is started again, later each time, at most a minute later; one that lasted a minute, at once.
# Usage: deploy/beside.sh PID
set -eu
cd "$(dirname "$0")/.."
server=$1

keep_worker() {
    child=""
    trap '[ -z "$child" ] || { kill "$child" 2>/dev/null; wait "$child"; }; exit 0' TERM
    pause=1
    while true; do
        began=$(date +%s)
        .venv/bin/python manage.py db_worker --queue-name "*" --no-reload --verbosity 0 &
        child=$!
        wait "$child" && status=0 || status=$?
        [ $(($(date +%s) - began)) -lt 60 ] || pause=1
        echo "The worker ended ($status). Another one starts in $pause s." >&2
        sleep "$pause" &
        child=$!
        wait "$child"
        pause=$((pause * 2 < 60 ? pause * 2 : 60))
    done
}

keep_worker &
keeper=$!
seconds=0
while sleep 1 && kill -0 "$server" 2>/dev/null; do
    seconds=$((seconds + 1))
    [ $((seconds % 60)) -ne 0 ] || .venv/bin/python manage.py every_minute >/dev/null || true
done
kill "$keeper"
wait "$keeper" || true
