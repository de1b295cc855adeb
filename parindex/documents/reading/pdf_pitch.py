"""How far apart the lines of one paragraph stand in a PDF, by their fonts: a wider gap is a paragraph's end."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from parindex.documents.reading.pdf_words import TextLine

_STEP = 0.25  # points: distances are counted in these steps
_SAME = 0.5  # points within which distances are the same
_WIDER = 1.2  # points: the smallest space between paragraphs; a browser's rounding is less
_SEEN = 3  # times that a distance must have been seen
_MOST = 0.5  # of the pairs must stand so far apart, else the document has more than one distance

Faces = frozenset[str]


class Pitches:
    """The usual distance of two lines in cells, from what has been seen of the document so far.

    A line with letters from a taller font stands further from its neighbours, so each pair of fonts has its own.
    """

    def __init__(self) -> None:
        self._seen: defaultdict[tuple[Faces, Faces], Counter[int]] = defaultdict(Counter)
        self._usual: dict[tuple[Faces, Faces], float | None] = {}

    def learn(self, cells: Iterable[Sequence[TextLine]]) -> None:
        """Count the distances of the lines of `cells`."""
        for lines in cells:
            for above, below in zip(lines, lines[1:], strict=False):
                gap = below.bottom - above.bottom
                if gap > 1:
                    self._seen[_faces(above), _faces(below)][round(gap / _STEP)] += 1
        self._usual.clear()

    def wider(self, above: TextLine, below: TextLine) -> bool:
        """Tell whether two lines stand further apart than lines of one paragraph do; False where it is not known."""
        pair = _faces(above), _faces(below)
        if pair not in self._usual:
            self._usual[pair] = self._of(*pair) or self._derived(*pair)
        usual = self._usual[pair]
        return usual is not None and below.bottom - above.bottom - usual >= _WIDER

    def _of(self, above: Faces, below: Faces) -> float | None:
        seen = self._seen.get((above, below), Counter())
        if not seen:
            return None
        step, _ = max(seen.items(), key=lambda item: item[1])
        alike = sum(count for other, count in seen.items() if abs(other - step) * _STEP <= _SAME)
        return step * _STEP if alike >= max(_SEEN, _MOST * seen.total()) else None

    def _derived(self, above: Faces, below: Faces) -> float | None:
        """A distance is what hangs under one line and what stands up from the next: two others less a third."""
        for faces in sorted({pair[0] for pair in self._seen}, key=sorted):
            parts = self._of(above, faces), self._of(faces, below), self._of(faces, faces)
            if parts[0] and parts[1] and parts[2]:
                return parts[0] + parts[1] - parts[2]
        return None


def _faces(line: TextLine) -> Faces:
    return frozenset(face for word in line.words for face in word.font.split("|") if face)
