"""`python -m nlp.worker`."""

from nlp.worker.main import run
from wire.home import at_home

if __name__ == "__main__":
    run(at_home())
