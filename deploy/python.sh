#!/bin/sh
# Prints the path of a Python of version 3.11 or later, or says what is missing.
set -eu

for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13 python3.14; do
    [ -n "$candidate" ] || continue
    path=$(command -v "$candidate") || continue
    if "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "$path"
        exit 0
    fi
done
echo "Python 3.11 or later is missing: install Debian's package python3." >&2
exit 1
