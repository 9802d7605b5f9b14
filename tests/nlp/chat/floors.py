"""Measures anew how much of the meaning comes through, and stores it: `python -m tests.nlp.chat.floors`.

Run it after a gain, on a machine with all Apertium pairs; look at the difference before you commit it.
"""

import tempfile
from pathlib import Path

from nlp.evaluation.chat import judge, share
from nlp.evaluation.chat_cases import cases
from nlp.tasks.translation.translator import build_translator
from tests.nlp.chat.test_cases import KINDS
from tests.nlp.chat.test_guarantees import PAIRS
from wire.contracts.settings import Settings

FILE = Path(__file__).with_name("floors.toml")


def main() -> None:
    """Translate all cases, and write the file."""
    with tempfile.TemporaryDirectory() as home:
        translator = build_translator(Settings(home=Path(home)))
        there = [pair.split(">") for pair in PAIRS if tuple(pair.split(">")) in translator.pairs()]
        lines = ["# Cases of a kind, in %, of which nothing was missing. python -m tests.nlp.chat.floors"]
        for source, target in there:
            found = judge(translator, cases(source), target)
            lines += ["", f'["{source}>{target}"]']
            for kind in KINDS:
                lines.append(f"{kind} = {share([one for one in found if one.case.kind == kind], 'missed')}")
        translator.close()
    FILE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
