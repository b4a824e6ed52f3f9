#!/bin/sh
# Makes sure that the browser tests can run: a Chromium ($CHROMIUM, chromium or chromium-browser), and the one library
# that Playwright's driver needs beside it.
set -eu
cd "$(dirname "$0")/.."

has_chromium() {
    for candidate in "${CHROMIUM:-}" chromium chromium-browser; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null && return 0
    done
    return 1
}

missing=""
has_chromium || missing=" chromium"
.venv/bin/python -m playwright --version >/dev/null 2>&1 || missing="$missing libatomic1"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
    echo "For the browser tests install from Debian's packages:$missing (CHROMIUM may name another Chromium)." >&2
    exit 1
fi
echo "Installing from Debian's packages:$missing ..."
apt-get update -qq
# shellcheck disable=SC2086 # one word for each package
DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get install -qq -y --no-install-recommends $missing >/dev/null
