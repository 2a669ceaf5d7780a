"""Made-up words, as frequent as words are in speech: a few everywhere, most of them rare."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from random import Random

# Every word ends in one of these vowels: no rule of an English stemmer applies, so that plain SQL
# can count what a search must find. Names end in a consonant: no word is part of a name.
VOWELS = "aou"
CONSONANTS = "bdfgklmnprtv"
VOCABULARY = 6_000
SKEW = 1.05  # the exponent of English prose


def draw_word(random: Random, syllables: int) -> str:
    """Return a word of some syllables."""
    return "".join(random.choice(CONSONANTS) + random.choice(VOWELS) for _ in range(syllables))


def draw_name(random: Random) -> str:
    """Return a name in title case."""
    return (draw_word(random, random.randint(2, 3)) + random.choice(CONSONANTS)).title()


class Speech:
    """Draws sentences; `words` has the commonest first."""

    def __init__(self, random: Random) -> None:
        self.random = random
        drawn = (draw_word(random, random.randint(2, 4)) for _ in range(2 * VOCABULARY))
        self.words: Sequence[str] = list(dict.fromkeys(drawn))[:VOCABULARY]
        self.weights = list(accumulate(1 / (rank + 1) ** SKEW for rank in range(len(self.words))))

    def sentence(self, least: int, most: int) -> str:
        """Return a sentence of so many words."""
        size = self.random.randint(least, most)
        words = self.random.choices(self.words, cum_weights=self.weights, k=size)
        return f"{' '.join(words).capitalize()}."

    def statement(self) -> str:
        """Return what somebody says in one go: one to four sentences."""
        return " ".join(self.sentence(8, 22) for _ in range(self.random.randint(1, 4)))

    def word_at(self, share: float) -> str:
        """Return a word from a place among all that is said, 0 (the commonest) to 1."""
        at = bisect_left(self.weights, share * self.weights[-1])
        return self.words[min(at, len(self.words) - 1)]
