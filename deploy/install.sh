#!/bin/sh
# Makes .venv and installs a lock file into it; does nothing when that very lock file is installed already.
# Usage: deploy/install.sh requirements.txt
#
# .venv/<lock file> is a copy of what is installed, written last. .venv/.unfinished exists while packages are being
# installed; where a run was interrupted it is still there, and the next run builds .venv anew.
set -eu
cd "$(dirname "$0")/.."
lock=$1

# One at a time: a second run waits for the first instead of taking its work for an interrupted one.
if command -v flock >/dev/null; then
    exec 9<.
    flock 9
fi

is_sound() {
    [ ! -e .venv/.unfinished ] && .venv/bin/python -c \
        'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if is_sound && cmp -s "$lock" ".venv/$lock"; then
    exit 0
fi

if ! is_sound; then
    python=$(sh deploy/python.sh)
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        if [ "$(id -u)" != 0 ]; then
            echo "Python's venv module is missing: install Debian's package python3-venv." >&2
            exit 1
        fi
        echo "Installing Debian's package python3-venv ..."
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get install -qq -y --no-install-recommends python3-venv >/dev/null
    fi
    echo "Making .venv with $python ..."
    rm -rf .venv
    mkdir .venv
    touch .venv/.unfinished
    "$python" -m venv .venv
fi

echo "Installing $lock into .venv ..."
touch .venv/.unfinished
rm -f ".venv/$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock"
cp "$lock" ".venv/$lock"
rm .venv/.unfinished
