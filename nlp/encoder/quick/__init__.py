"""The quick encoder: multilingual Universal Sentence Encoder from its wheel, run in a way made for chat."""

from nlp.encoder.quick.network import Quick, build_quick

__all__ = ["Quick", "build_quick"]
