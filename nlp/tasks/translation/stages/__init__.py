"""What happens to a request for a translation, a stage per file.

The order is that of `Translator`: prepare, answer (what needs no engine), recall, phrases, engines, assemble,
repair, judge, keep. A stage that needs something of the translator is made by a function that takes it.
"""
