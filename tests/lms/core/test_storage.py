"""Files that are written whole or not at all, and what a kill leaves behind."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


class Failing(ContentFile):
    """Breaks off in the middle, as a disk that is full."""

    def chunks(self, chunk_size=None):
        yield b"half"
        raise OSError("No space left on device")


def files_in(folder):
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_file_is_written_over_the_one_that_is_there(media):
    default_storage.put("xapi/1/ab/abc", ContentFile(b"cut o"))
    default_storage.put("xapi/1/ab/abc", ContentFile(b"whole"))

    assert (media / "xapi/1/ab/abc").read_bytes() == b"whole"
    assert files_in(media) == {"xapi/1/ab/abc"}


def test_file_that_can_not_be_written_leaves_the_one_that_is_there_and_nothing_else(media):
    default_storage.put("xapi/1/ab/abc", ContentFile(b"whole"))

    with pytest.raises(OSError, match="No space"):
        default_storage.put("xapi/1/ab/abc", Failing(b"half"))

    assert (media / "xapi/1/ab/abc").read_bytes() == b"whole"
    assert files_in(media) == {"xapi/1/ab/abc"}


def test_unfinished_files_go_after_a_while_and_nothing_else_does(media):
    default_storage.put("xapi/1/ab/abc", ContentFile(b"whole"))
    old, new = media / "xapi/unfinished/0011", media / "xapi/unfinished/2233"
    for file in (old, new):
        file.write_bytes(b"ha")
    long_ago = time.time() - 3601
    os.utime(old, (long_ago, long_ago))
    os.utime(media / "xapi/1/ab/abc", (long_ago, long_ago))

    assert default_storage.remove_unfinished("xapi", older_than=HOUR) == 1

    assert files_in(media) == {"xapi/1/ab/abc", "xapi/unfinished/2233"}


def test_where_nothing_was_ever_written_nothing_is_unfinished():
    assert default_storage.remove_unfinished("xapi", older_than=HOUR) == 0


WRITER = """
import sys, time
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1])
from django.core.files.base import ContentFile
from lms.core.storage import MediaStorage

class Endless(ContentFile):
    def chunks(self, chunk_size=None):
        while True:
            yield b"x" * 65536
            print("written", flush=True)
            time.sleep(0.01)

MediaStorage().put("xapi/1/ab/abc", Endless(b"x"))
"""


def test_what_a_killed_writer_leaves_is_no_file_and_goes(media):
    default_storage.put("xapi/1/ab/abc", ContentFile(b"whole"))
    with subprocess.Popen([sys.executable, "-c", WRITER, str(media)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"written\n"
        writer.send_signal(signal.SIGKILL)

    assert (media / "xapi/1/ab/abc").read_bytes() == b"whole"
    assert len(files_in(media)) == 2
    assert default_storage.remove_unfinished("xapi", older_than=timedelta(seconds=-1)) == 1
    assert files_in(media) == {"xapi/1/ab/abc"}
