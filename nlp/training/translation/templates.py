"""A small parallel text, made from templates: enough to see that the whole of training works."""

from __future__ import annotations

from pathlib import Path

_THINGS = """
the station|der Bahnhof
the hotel|das Hotel
the shop|das Geschäft
the museum|das Museum
the train|der Zug
the bus|der Bus
the bank|die Bank
the doctor|der Arzt
the key|der Schlüssel
the letter|der Brief
the book|das Buch
the garden|der Garten
the school|die Schule
the street|die Straße
the kitchen|die Küche
the car|das Auto
"""
_FRAMES = """
Where is {}?|Wo ist {}?
Is {} far away?|Ist {} weit weg?
Is {} open today?|Ist {} heute offen?
I know where {} is.|Ich weiß, wo {} ist.
There is {}.|Dort ist {}.
Here is {}.|Hier ist {}.
Why is {} so old?|Warum ist {} so alt?
We think {} is good.|Wir glauben, {} ist gut.
Maybe {} is too small.|Vielleicht ist {} zu klein.
Today {} is very big.|Heute ist {} sehr groß.
Excuse me, where is {}?|Entschuldigung, wo ist {}?
Please say where {} is.|Bitte sagen Sie, wo {} ist.
What does {} cost?|Was kostet {}?
Now {} is not here.|Jetzt ist {} nicht hier.
"""


def write_templates(folder: Path) -> Path:
    """Write `folder/en-de.tsv`, 224 pairs of sentences; gives back the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        f"{frame.format(thing)}\t{rahmen.format(ding)}\ttemplates"
        for frame, rahmen in _pairs(_FRAMES)
        for thing, ding in _pairs(_THINGS)
    ]
    (folder / "en-de.tsv").write_text("\n".join(["en\tde\torigin", *rows, ""]), encoding="utf-8")
    return folder


def _pairs(table: str) -> list[tuple[str, str]]:
    return [(left, right) for left, _, right in (line.partition("|") for line in table.strip().splitlines())]
