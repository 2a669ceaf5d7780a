"""Edit distance between two words, counted as the engine counts it."""


def is_within(word: str, other: str, distance: int) -> bool:
    """Whether at most `distance` letters are added, dropped, changed or swapped."""
    if abs(len(word) - len(other)) > distance:
        return False
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, left in enumerate(word, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (left != right))
            swapped = i > 1 and j > 1 and left == other[j - 2] and word[i - 2] == right
            row.append(min(cost, before[j - 2] + 1) if swapped else cost)
        if min(row) > distance:
            return False
        before, above = above, row
    return above[-1] <= distance
