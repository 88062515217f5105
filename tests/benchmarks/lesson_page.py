"""The lesson page as a learner, against a bare Wagtail page of the same bytes, with 2 gunicorn workers."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from urllib.request import Request, urlopen

from tests.benchmarks.load import get_many
from tests.running_site import RunningSite

REQUESTS = 1200
CONNECTIONS = 4
ROUNDS = 3

SET_BODY = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
django.setup()
from tests.benchmarks.bare.models import BarePage
BarePage.objects.filter(pk=int(sys.argv[1])).update(body=sys.stdin.read())
"""


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = RunningSite(
            Path(folder), name="bench", fill=True, DJANGO_SETTINGS_MODULE="tests.benchmarks.settings"
        )
        with site:
            where = json.loads(site.run("-m", "tests.benchmarks.prepare_lesson_page").splitlines()[-1])
            lesson, bare = site.url + where["lesson"], site.url + where["bare"]
            with urlopen(Request(lesson, headers={"Cookie": where["cookie"], "Accept-Language": "nl"})) as page:
                body = page.read().decode()
            site.run("-c", SET_BODY, str(where["bare_id"]), given=body)
            ratios = []
            for number in range(ROUNDS):
                peer = get_many(bare, cookie=where["cookie"], requests=REQUESTS, connections=CONNECTIONS)
                ours = get_many(lesson, cookie=where["cookie"], requests=REQUESTS, connections=CONNECTIONS)
                ratios.append(ours.per_second / peer.per_second)
                print(f"  bare Wagtail page {number + 1}: {peer}")
                print(f"  lesson page {number + 1}:       {ours}")
            ratio = sorted(ratios)[ROUNDS // 2]
            print(f"  lesson page / bare Wagtail page: {ratio:.2f}× (median of {ROUNDS} rounds)")
