"""Fill and run the example network: what `make demo` calls."""

from __future__ import annotations

import os
import shutil
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from lms.demo import serve
from lms.demo.fill import fill_network, is_filled
from lms.demo.people import LOGINS, PASSWORD


class Command(BaseCommand):
    help = "Fill the example network through the real actions, and run web server and worker."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset", action="store_true", help="Remove the example network first; asks nothing.")
        parser.add_argument("--fill-only", action="store_true", help="Fill the database, do not serve.")

    def handle(self, *, port: int, reset: bool, fill_only: bool, **options: Any) -> None:
        if not fill_only and serve.port_is_taken(port):
            raise CommandError(f"Port {port} is taken. Choose another one: make demo PORT={port + 1}")
        if reset:
            self.reset()
        self.stdout.write("Preparing the database …")
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except ImproperlyConfigured as reason:  # Another SITE_URL than the database's.
            raise CommandError(str(reason)) from reason
        call_command("collectstatic", verbosity=0, interactive=False)
        if not is_filled():
            self.stdout.write("Filling the example network (about a minute) …")
            fill_network(say=lambda line: self.stdout.write(f"  {line}"))
        if fill_only:
            return
        connection.close()
        try:
            serve.run(port, self.announcement(port))
        except serve.Stopped as reason:
            raise CommandError(str(reason)) from reason
        # Nothing is left to do, and clearing away what filling loaded takes seconds on a busy machine.
        sys.stdout.flush()
        os._exit(0)

    def reset(self) -> None:
        """Remove the example network's database and files, and say so."""
        if connection.vendor == "sqlite":
            connection.close()
            name = str(connection.settings_dict["NAME"])
            for suffix in ("", "-wal", "-shm"):
                self.remove(name + suffix)
        else:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            self.stdout.write(f"Removed everything in the database {connection.settings_dict['NAME']}.")
        for folder in ("media", "broker", "cache", "mail", "log"):
            self.remove(str(settings.VAR_DIR / folder))
        for folder in ("messages", "processed", "control"):
            (settings.VAR_DIR / "broker" / folder).mkdir(parents=True)

    def remove(self, name: str) -> None:
        path = settings.VAR_DIR / name
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()
        else:
            return
        self.stdout.write(f"Removed {path}")

    def announcement(self, port: int) -> str:
        lines = ["", "Log in with one of these addresses; the password of all is " + PASSWORD, ""]
        lines += [f"  {login.role:<18} {login.email}" for login in LOGINS]
        lines += ["", f"READY http://{serve.HOST}:{port}/", ""]
        lines += [f"Passkeys work at http://localhost:{port}/ only: browsers have none for an address in numbers."]
        lines += ["Ctrl-C stops it."]
        return "\n".join(lines)
