"""Forms of address: how a translation speaks to its reader, formally or informally.

Engines know no such wish. What they have is the Portuguese between two steps, in which "você" stands for
both: where a reader is to be spoken to informally it is put into the words of "tu", and what comes after it
(Spanish, French, Catalan, Galician, Italian) follows.
"""
