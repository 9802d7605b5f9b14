"""The worker of tests/worker/upper.py, whom no word makes misbehave: it is killed from outside here."""

from nlp.worker.main import run
from tests.worker.upper import Upper
from wire.contracts.settings import Settings


class Capitals(Upper):
    def misbehave(self, text):
        """Never."""


if __name__ == "__main__":
    run(Settings.load(), Capitals)
