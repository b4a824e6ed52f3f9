#!/bin/sh
# Makes sure that words can be collected: `make messages` needs GNU gettext. Nothing else does.
set -eu
command -v xgettext >/dev/null && command -v msgmerge >/dev/null && exit 0
if [ "$(id -u)" != 0 ]; then
    echo "To collect words install from Debian's packages: gettext." >&2
    exit 1
fi
echo "Installing from Debian's packages: gettext ..."
apt-get update -qq
DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get install -qq -y --no-install-recommends gettext >/dev/null
