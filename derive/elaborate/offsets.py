"""How far things are apart: names tied by differences, j = i + 1 and k = j + 1."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Offsets:
    """Names with their distances from the first of those that they are tied to."""

    places: dict[str, tuple[str, int]] = field(default_factory=dict)

    def known(self) -> Iterable[str]:
        """Return the names, in the order in which they came."""
        return self.places.keys()

    def join(self, later: str, earlier: str, distance: int) -> bool:
        """Tie two names, later = earlier + distance; tell whether that agrees with what is known."""
        self.places.setdefault(later, (later, 0))
        self.places.setdefault(earlier, (earlier, 0))
        (root, high), (other, low) = self.places[later], self.places[earlier]
        if root == other:
            return high - low == distance
        shift = high - distance - low
        for name, (own, place) in self.places.items():
            if own == other:
                self.places[name] = (root, place + shift)
        return True

    def together(self, names: Iterable[str]) -> bool:
        """Tell whether the names are all tied to each other; a single name is."""
        listed = list(names)
        return len(listed) < 2 or (
            all(name in self.places for name in listed) and len({self.places[name][0] for name in listed}) == 1
        )

    def between(self, first: str, second: str) -> int:
        """Return second − first for tied names, 0 for one name."""
        return 0 if first == second else self.places[second][1] - self.places[first][1]
