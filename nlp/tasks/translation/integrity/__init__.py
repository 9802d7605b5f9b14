"""Whether a translation holds what its text held: letters with marks, signs, units, brackets, placeholders.

Asks nothing of the code that protects tokens: what that overlooks is found here. Tolerant of what a
translator may lawfully do: "½" as "half" or "0.5", "%" as "per cent", other quotes, "5 kg" as "5 quilos".
"""

from nlp.tasks.translation.integrity.faults import Fault, faults
from nlp.tasks.translation.integrity.repair import repaired

__all__ = ["Fault", "faults", "repaired"]
