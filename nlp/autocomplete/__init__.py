"""Predictive text: the file that a browser reads, and a twin of what the browser does with it.

The browser predicts (`service/client/src/features/compose/autocomplete/`); this package trains, measures and
checks. Both read the same file and count in the same order, so that the same text gives the same predictions
to the last bit.
"""
