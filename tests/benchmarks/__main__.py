"""`make bench`: the usual benchmarks, or those that are named."""

import platform
import sys

from tests.benchmarks import credentials, lesson_page, partitions, record_store, robotics, verify

BENCHMARKS = {
    "record_store": record_store.run,
    "lesson_page": lesson_page.run,
    "partitions": partitions.run,
    "credentials": credentials.run,
    "verify": verify.run,
    "robotics": robotics.run,
}
# The others run where they are named.
USUAL = ("record_store", "lesson_page", "credentials", "verify", "robotics")

if __name__ == "__main__":
    chosen = sys.argv[1:] or list(USUAL)
    print(f"Python {platform.python_version()} on {platform.machine()}")
    for name in chosen:
        print(f"\n{name}")
        BENCHMARKS[name]()
