"""The picture of the chat in the README: two people side by side, one conversation, each in their language.

`python -m benchmarks.picture docs/chat.png`. The page is the real one; what a worker with models answers to
these texts is given here, so that the picture is the same wherever it is made.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from benchmarks.page import staged
from tests.browser.answering import Worker
from tests.browser.stage import Seat, Stage

WIDE, HIGH = 660, 780
ASKS = "Oi Ben! Você chega na sexta às 14h30?"
SAYS = "Hi Ana! No, my train is late: 16:45, platform 3."
WISHES = "Que pena! Você pode me esperar na entrada?"
SAID = (
    ("ana", ASKS, "Hi Ben! You arrive on Friday at 14h30?", "positive"),
    ("ben", SAYS, "Oi Ana! Não, meu trem está atrasado: 16:45, plataforma 3.", None),
    ("ana", WISHES, "What a pity! Can you wait for me at the entrance?", "negative"),
)
REPLIES = (
    ("yes", "Yes, go ahead.", "Sim, fique à vontade."),
    ("what", "What is it about?", "Do que se trata?"),
    ("no", "I would rather not.", "Prefiro que não."),
)
TYPED = "I will not be there before 5."
READS = "Eu não vou estar lá antes das 5."
BESIDE = """([one, two]) => {
  const image = (shot) => Object.assign(new Image(), { src: `data:image/png;base64,${shot}` });
  document.body.style.cssText = "margin: 0; display: flex; gap: 10px; background: #c9d1d6";
  document.body.replaceChildren(image(one), image(two));
  return Promise.all([...document.images].map((each) => each.decode()));
}"""


def main() -> None:
    with staged() as stage:
        shots = taken(stage)
        assert stage.rooms is not None
        page = stage.rooms.take(viewport={"width": 2 * WIDE + 10, "height": HIGH}).page
        page.evaluate(BESIDE, shots)
        page.screenshot(path=Path(sys.argv[1]))


def taken(stage: Stage) -> list[str]:
    """What Ana and Ben see, as PNG in base64."""
    ana, ben = stage.guest("Ana", "pt"), stage.guest("Ben", "en")
    conversation = ana.talk_to(ben)
    seats = [stage.seat(one, viewport={"width": WIDE, "height": HIGH}) for one in (ana, ben)]
    for name, text, meant, mood in SAID:
        who, target = (ana, "en") if name == "ana" else (ben, "pt")
        replies = REPLIES if text == WISHES else ()
        stage.translate(who.post(conversation, text), target, meant, sentiment=mood, replies=replies)
    for seat in seats:
        seat.open(conversation)
    _write(stage, seats[1])
    seats[0].at("typing").get_by_text("Ben").wait_for(state="attached")
    return [base64.b64encode(seat.page.screenshot()).decode() for seat in seats]


def _write(stage: Stage, seat: Seat) -> None:
    """Ben types, and sees what Ana will read."""
    worker = Worker(stage.broker)
    seat.at("suggestion").first.wait_for()
    seat.at("composer").press_sequentially(TYPED)
    worker.answer(worker.asked(), READS, TYPED)
    seat.at("preview-reads").wait_for()


if __name__ == "__main__":
    main()
