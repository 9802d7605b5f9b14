"""`python -m nlp.worker`."""

from nlp.worker.main import run
from service.wire.settings import Settings

if __name__ == "__main__":
    run(Settings.load())
