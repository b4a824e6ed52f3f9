#!/bin/sh
# Prepares the demonstration on this machine and serves it on 127.0.0.1:$PORT until Ctrl-C.
# Usage: deploy/serve.sh demonstration | development
set -eu
cd "$(dirname "$0")/.."
mode=$1
port=${PORT:-8000}

"$(sh deploy/python.sh)" deploy/port.py "$port"
sh deploy/install.sh requirements.txt

# The secrets of this copy, made once. The link fails when another run was faster, so nothing is overwritten.
mkdir -p var
if [ ! -s var/demonstration.env ]; then
    draft=$(mktemp var/.demonstration.XXXXXX) # readable by its owner alone
    .venv/bin/python -c 'import secrets; print(
        f"SECRET_KEY={secrets.token_urlsafe(50)}\nEDITOR_PASSWORD={secrets.token_urlsafe(12)}")' >"$draft"
    ln "$draft" var/demonstration.env 2>/dev/null || [ -s var/demonstration.env ] || cp -p "$draft" var/demonstration.env
    rm -f "$draft"
fi
set -a
. ./var/demonstration.env
set +a
export CME_MODE="$mode" PORT="$port"
export POSTAL_ADDRESS="${POSTAL_ADDRESS:-(a demonstration has no postal address)}"
export ALLOWED_HOSTS="${ALLOWED_HOSTS:-127.0.0.1,localhost,[::1]}"

manage() { .venv/bin/python manage.py "$@"; }

# Where the demonstration was loaded to the end, --once leaves it as its editor has it now. Where it was not, as after
# an interrupted run, both commands go through all of it and add what is missing.
database=$(printf %s "${DATABASE_URL:-}" | cksum)
once=""
[ "$(cat var/demonstration.loaded 2>/dev/null)" != "$database" ] || once="--once"

echo "Preparing the database ..."
manage migrate --noinput --verbosity 0
manage setup_groups >/dev/null
manage load_articles content/demo $once
manage load_twins content/demo/patients $once >/dev/null
manage load_translations content/demo/translations $once >/dev/null
manage simulate_learners --learners 40 --seed 7 $once
manage sweep_search >/dev/null
echo "$database" >var/demonstration.loaded
manage demo_editor >/dev/null
[ "$mode" = development ] || manage collectstatic --noinput --verbosity 0

cat <<EOT

  The site      http://127.0.0.1:$port/
  The editor    http://127.0.0.1:$port/admin/
                user name  editor
                password   $EDITOR_PASSWORD

  Ctrl-C stops it.

EOT
unset EDITOR_PASSWORD
sh deploy/beside.sh $$ & # $$ stays: the server takes the place of this process

if [ "$mode" = development ]; then
    exec .venv/bin/python manage.py runserver "127.0.0.1:$port"
fi
exec .venv/bin/python -m gunicorn --config deploy/gunicorn.conf.py --log-level warning cme.wsgi:application
