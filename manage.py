#!/usr/bin/env python
"""Run an administrative task of skillslab."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
    execute_from_command_line(sys.argv)
