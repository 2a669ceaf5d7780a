"""Why two names may be one person's: initials, short forms, spellings, words left out."""

from itertools import combinations

from seeds.names import fold

ADDRESSES_AND_DEGREES = "mr mrs ms dr prof sir jr sr ii iii iv phd cfa cpa mba md esq"
NOT_NAMES = frozenset(ADDRESSES_AND_DEGREES.split())
# Those that are no beginnings of each other; beginnings such as Tim and Timothy need no table.
SHORT_FORMS = """
andrew drew andy|anthony tony|barbara barb bobbie|charles chuck charlie|catherine kate cathy
christina tina|david dave|deborah debbie deb|edward ted ned eddie|eleanor ellie nell nora
elizabeth liz beth betsy
francis frank|gerald jerry|gregory greg|harold harry hal|henry hank harry|james jim jimmy jamie
jeffrey jeff geoff|john jack jon|jonathan jon|joseph joe|katherine kate kathy katie|lawrence larry
leonard len lenny|margaret peggy meg maggie|michael mike mick|nicholas nick|patricia pat tricia
patrick pat paddy|peter pete|rebecca becky|richard dick rick rich|robert bob rob bobby
ronald ron|stephen steve steven|susan sue|terence terry|theodore ted|thomas tom|timothy tim
victoria vicky|william bill will billy liam|zachary zach zack
"""
GROUPS = [frozenset(words.split()) for words in SHORT_FORMS.replace("\n", "|").split("|") if words]
WRITTEN_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))
SHORTEST_BEGINNING = 3
SHORTEST_MISPRINT = 5


def name_words(name: str) -> list[str]:
    """Return the words of a name that are names, folded; forms of address and degrees left out."""
    return [word for word in fold(name).split() if word not in NOT_NAMES]


def find_likeness(one: str, other: str) -> tuple[str, bool] | None:
    """Return why two names may be one person's and whether that needs evidence beside it.

    None for names that are not alike. Initials, words left out and umlauts written as two letters
    are the same name; short forms and misprints may well be another person's.
    """
    first, second = name_words(one), name_words(other)
    if not first or not second:
        return None
    if write_out(first) == write_out(second):
        return "the same name, spelled otherwise", False
    if sorted(first) == sorted(second):
        return "the same words in another order", False
    if min(len(first), len(second)) == 1:
        is_last = first[-1] == second[-1]
        return ("one is a last name alone", True) if is_last else None
    if first[-1] == second[-1]:
        return compare_given(first[:-1], second[:-1])
    if first[0] == second[0] and is_misprint(first[-1], second[-1]):
        return "last names that differ by a letter", True
    return None


def compare_given(first: list[str], second: list[str]) -> tuple[str, bool] | None:
    """Return why the given names before one last name may be the same person's.

    One given name before two different middle names tells two people apart.
    """
    if is_shortened(first, second) or is_shortened(second, first):
        return "initials or names left out", False
    one, other = first[0], second[0]
    if one == other:
        return None
    if is_beginning(one, other) or any({one, other} <= group for group in GROUPS):
        return "a short form of the given name", True
    if is_misprint(one, other):
        return "given names that differ by a letter", True
    return None


def is_shortened(short: list[str], full: list[str]) -> bool:
    """Whether each word stands, whole or as its initial, in a fuller name, in that order."""
    rest = iter(full)
    return all(any(is_initial(word, each) for each in rest) for word in short)


def is_initial(word: str, full: str) -> bool:
    """Whether a word is another one or its first letter."""
    return word == full or (len(word) == 1 and full.startswith(word))


def is_beginning(one: str, other: str) -> bool:
    """Whether one name begins with the other, as Timothy with Tim."""
    short, full = sorted((one, other), key=len)
    return len(short) >= SHORTEST_BEGINNING and full.startswith(short)


def is_misprint(one: str, other: str) -> bool:
    """Whether two words differ by one letter: another, one more, or two exchanged."""
    if min(len(one), len(other)) < SHORTEST_MISPRINT or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        different = [n for n in range(len(one)) if one[n] != other[n]]
        if len(different) == 2:
            n, m = different
            return m == n + 1 and (one[n], one[m]) == (other[m], other[n])
        return len(different) == 1
    short, full = sorted((one, other), key=len)
    return any(full[:n] + full[n + 1 :] == short for n in range(len(full)))


def write_out(words: list[str]) -> str:
    """Return a name without regard to how umlauts are written, and to spaces inside names."""
    text = "".join(words)
    for long, short in WRITTEN_OUT:
        text = text.replace(long, short)
    return text


def iter_alike(names: dict[int, str]) -> list[tuple[int, int, str, bool]]:
    """Return the pairs among names that may be one person's, by name, with the reason."""
    found = []
    ordered = sorted(names.items(), key=lambda each: (each[1], each[0]))
    for (one, name), (other, other_name) in combinations(ordered, 2):
        if likeness := find_likeness(name, other_name):
            found.append((one, other, *likeness))
    return found
