"""What the first layers of the quick encoder make of a piece: it depends on the piece alone, and is kept."""

from __future__ import annotations

import numpy as np

from nlp.encoder.quick.weights import CHANNELS, ORDERS, WIDTH, Floats, Numbers, Weights


class First:
    """What the layers before the second order make of pieces, by the place where it is kept."""

    def __init__(self, weights: Weights, room: int) -> None:
        self._weights, self._room, self._used = weights, room, 0
        self._places = np.full(weights.pieces, -1, dtype=np.int64)
        self.nothing = room
        """A place where there is nothing."""
        self.embedded = np.zeros((room + 1, WIDTH), dtype=np.float32)
        self.projected = np.zeros((room + 1, len(ORDERS), CHANNELS), dtype=np.float32)
        self._parts = [
            [np.zeros((room + 1, CHANNELS), dtype=np.float32) for _ in range(many)] for many, _ in ORDERS
        ]

    def of(self, pieces: Numbers) -> Numbers:
        """Places of these, (pieces,), until the next call. All begin anew where there is no room for more."""
        new = np.unique(pieces[self._places[pieces] < 0])
        if self._used + len(new) > self._room:
            self._places.fill(-1)
            self._used, new = 0, np.unique(pieces)
        if len(new):
            self._add(new)
        return self._places[pieces]

    def around(self, number: int, places: Numbers) -> Floats:
        """The first layer of an order over what lies around pieces, (pieces, many); its bias is not in."""
        found = self._parts[number][0][places[:, 0]]
        for column, part in enumerate(self._parts[number][1:], 1):
            found += part[places[:, column]]
        return found

    def _add(self, new: Numbers) -> None:
        where = slice(self._used, self._used + len(new))
        self.embedded[where] = self._weights.embedded(new)
        self.projected[where] = self._weights.projected(self.embedded[where])
        for number, parts in enumerate(self._parts):
            for part, matrix in zip(parts, self._weights.first[number], strict=True):
                part[where] = self.projected[where, number] @ matrix
        self._places[new] = np.arange(where.start, where.stop)
        self._used = where.stop
