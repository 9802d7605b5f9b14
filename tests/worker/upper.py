"""A worker on a pipeline that only upper-cases, as a process of its own: for what streams and signals do.

Words in a text tell it to misbehave: `hang`, `die`, `raise`, `slow` (0.2 s a message), or `held` (until there
is a file that GATE names: so a test knows what is in hand, however slow the machine is). LOAD_UNTIL names a
file, too, for which loading waits.
"""

import faulthandler
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from nlp.worker import model
from nlp.worker.main import run
from wire.contracts.events import Enriched, Previewed, Translation
from wire.contracts.settings import Settings


class Limit:
    """What a batch may take: it begins where a text hangs, so that a slow machine is not taken for one."""

    def __init__(self):
        self.arm, self.cancel, self.seconds = model._arm, faulthandler.cancel_dump_traceback_later, None
        model._arm, faulthandler.cancel_dump_traceback_later = self.note, self.forget

    def note(self, seconds):
        self.seconds = seconds

    def forget(self):
        self.seconds = None
        self.cancel()

    def hang(self):
        """What the limit would do to it, if there is one now."""
        if self.seconds:
            self.arm(self.seconds)


LIMIT: Limit | None = None
"""Of a worker that is a process of its own."""


def wait_for(name):
    """Until a file is there; None waits for nothing."""
    while name and not Path(name).exists():
        time.sleep(0.01)


class Upper:
    """Every call must come from the thread that built it."""

    def look_again(self):
        pass

    def __init__(self, say):
        self.thread = threading.get_ident()
        say("loading capitals")
        if built := os.environ.get("BUILT"):
            Path(built).touch()
        wait_for(os.environ.get("LOAD_UNTIL"))

    def __del__(self):
        if threading.get_ident() != self.thread:
            print("dropped in another thread", flush=True)

    def enrich(self, messages, yield_to_urgent):
        assert threading.get_ident() == self.thread
        done = []
        for message in messages:
            yield_to_urgent()
            done.append(self.one(message))
        return done

    def one(self, message):
        self.misbehave(message.text)
        done = Translation(status="done", text=message.text.upper())
        return Enriched(
            message_id=message.message_id,
            conversation_id=message.conversation_id,
            author_id=message.author_id,
            status="done",
            translations=dict.fromkeys(message.targets, done),
            posted_at=message.posted_at,
            queued_at=message.queued_at,
            enriched_at=datetime.now(UTC),
        )

    def misbehave(self, text):
        if "hang" in text:
            if LIMIT:
                LIMIT.hang()
            time.sleep(3600)
        if "die" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "raise" in text:
            raise RuntimeError("told to")
        if "slow" in text:
            time.sleep(0.2)
        if "held" in text:
            wait_for(os.environ["GATE"])

    def preview(self, asked, yield_to_urgent):
        assert threading.get_ident() == self.thread
        return [self.shown(one) for one in asked]

    def shown(self, asked):
        self.misbehave(asked.text)
        done = Translation(status="done", text=asked.text.upper())
        return Previewed(
            request_id=asked.request_id,
            person_id=asked.person_id,
            conversation_id=asked.conversation_id,
            translation=done,
        )

    def pairs(self):
        return (("en", "pt"), ("pt", "en"))

    def rough(self):
        return ()

    def close(self):
        assert threading.get_ident() == self.thread
        print("closed", flush=True)


if __name__ == "__main__":
    LIMIT = Limit()
    run(Settings.load(), Upper, float(sys.argv[1]), beside="BESIDE" in os.environ)
