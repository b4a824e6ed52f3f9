#!/usr/bin/env python
"""The door to Django's commands and to ours."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")
    try:
        settings.MODE  # noqa: B018 - reads the settings, so that what they refuse is said without a traceback
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
    execute_from_command_line(sys.argv)
