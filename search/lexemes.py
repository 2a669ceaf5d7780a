"""Query text into lexemes: operators, brackets and leaves, bounded and with notices."""

from dataclasses import dataclass, field
from re import compile as compile_pattern

from search.results import Notice
from search.scopes import DATE_SCOPES, SCOPES, closest_scope, parse_dates
from search.syntax import (
    OPERATORS,
    Conjunction,
    Dates,
    Fuzzy,
    Leaf,
    Node,
    Phrase,
    Prefix,
    Scope,
    Word,
)
from search.tokens import Token, compounds, tokenize

MAX_CHARACTERS = 500
MAX_WORDS = 32
MAX_DEPTH = 20
LONG_WORD = 8  # letters from which fuzzy~ allows two differences instead of one

_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb'
_BLANK = compile_pattern(r"\s+")
_CHUNK = compile_pattern(rf"[^\s(){_QUOTES}]+")
_PHRASE = compile_pattern(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}](?:~(\d{{1,2}}))?")
_MINUS = compile_pattern(r"[-\u2212](?=[^\s\-\u2212)])")
_SCOPE = compile_pattern(r"([A-Za-z][A-Za-z_]*):")
_VALUE = compile_pattern(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]|([^\s,(){_QUOTES}]+)")
_ENDING = compile_pattern(r"(?P<core>.*?)(?P<star>\*+|~(?P<distance>[12])?)?[.,;!?]*")
# What neither JSON nor UTF-8 can carry, replaced one for one so that positions stay.
_UNPRINTABLE = compile_pattern("[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One piece of a query: `kind` is an operator, a bracket or LEAF; a blank LEAF has no leaf."""

    kind: str
    at: int
    leaf: Node | None = None


@dataclass(slots=True)
class Lexer:
    """Reads one text from left to right; `notices` says what was not taken as written."""

    text: str
    at: int = 0
    budget: int = MAX_WORDS
    open_brackets: int = 0
    ignored_brackets: int = 0
    lexemes: list[Lexeme] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def run(self) -> None:
        """Fill `lexemes`; total on any string."""
        self._cut()
        while self.at < len(self.text):
            if blank := _BLANK.match(self.text, self.at):
                self.at = blank.end()
            elif self.text[self.at] in "()":
                self._bracket()
            elif self.budget <= 0:
                self._note(f"Only the first {MAX_WORDS} words are searched.", self.at)
                break
            elif self.text[self.at] in _QUOTES:
                self._phrase()
            elif minus := self._minus():
                self._push("NOT", self.at)
                self.at = minus
            elif not self._scope():
                self._chunk()
        if self.open_brackets:
            self._note("A bracket is not closed; it ends where the text ends.", len(self.text))

    def _cut(self) -> None:
        if len(self.text) > MAX_CHARACTERS:
            self._note(f"Only the first {MAX_CHARACTERS} characters are searched.", MAX_CHARACTERS)
        self.text = _UNPRINTABLE.sub(" ", self.text[:MAX_CHARACTERS])

    def _note(self, message: str, at: int, suggestion: str | None = None) -> None:
        self.notices.append(Notice(message, at, suggestion))

    def _push(self, kind: str, at: int, leaf: Node | None = None) -> None:
        self.lexemes.append(Lexeme(kind, at, leaf))

    def _spend(self, tokens: list[Token]) -> list[Token]:
        """As many of the tokens as the budget of words still allows."""
        kept = tokens[: self.budget]
        if len(kept) < len(tokens):
            self._note(f"Only the first {MAX_WORDS} words are searched.", self.at)
        self.budget -= max(len(tokens), 1)
        return kept

    def _bracket(self) -> None:
        opening, at = self.text[self.at] == "(", self.at
        self.at += 1
        if opening and self.open_brackets >= MAX_DEPTH:
            if not self.ignored_brackets:
                self._note(f"Only {MAX_DEPTH} levels of brackets are understood.", at)
            self.ignored_brackets += 1
        elif opening:
            self.open_brackets += 1
            self._push("(", at)
        elif self.ignored_brackets:
            self.ignored_brackets -= 1
        elif self.open_brackets:
            self.open_brackets -= 1
            self._push(")", at)
        else:
            self._note("A bracket closes that was not opened; it is ignored.", at)

    def _minus(self) -> int | None:
        minus = _MINUS.match(self.text, self.at)
        return minus.end() if minus else None

    def _phrase(self) -> None:
        at, match = self.at, _PHRASE.match(self.text, self.at)
        if match is None:
            self._note("A quotation mark is not closed; what follows is searched as words.", at)
            self.at += 1
            return
        tokens = self._spend(tokenize(match[1]))
        self.at = match.end()
        words = tuple(token.word for token in tokens)
        typed = match[1][tokens[0].start : tokens[-1].end] if tokens else ""
        slop = int(match[2] or 0) if len(words) > 1 else 0
        self._push("LEAF", at, Phrase(words, slop, typed, at) if words else None)

    def _scope(self) -> bool:
        """Read `name:value,value` if it stands here; False if it is to be read as words."""
        match = _SCOPE.match(self.text, self.at)
        if match is None:
            return False
        at, name = self.at, match[1].lower()
        values, end = self._values(match.end())
        if name not in SCOPES:
            self._note_unknown(match[1], at, match.end())
            return False
        if not values:
            self._note(f"{name}: needs a value right behind the colon.", at, f"{name}:value")
            return False
        leaf = self._date_leaf(name, values, at) if name in DATE_SCOPES else None
        if name in DATE_SCOPES and leaf is None:
            return False
        kept = values[: self.budget]
        self.budget -= len(values)
        self._push("LEAF", at, leaf or Scope(name, kept, (), at))
        self.at = end
        return True

    def _values(self, at: int) -> tuple[tuple[str, ...], int]:
        values = []
        while match := _VALUE.match(self.text, at):
            value = " ".join((match[1] if match[2] is None else match[2]).split())
            values += [value] if any(sign.isalnum() for sign in value) else []
            at = match.end()
            if self.text[at : at + 1] != ",":
                break
            at += 1
        return tuple(dict.fromkeys(values)), at

    def _note_unknown(self, name: str, at: int, end: int) -> None:
        if self.text.startswith("//", end):
            return
        close = closest_scope(name)
        if close or (end < len(self.text) and not self.text[end].isspace()):
            message = f"{name}: is not a scope; it is searched as words."
            self._note(message, at, f"{close}:" if close else None)

    def _date_leaf(self, name: str, values: tuple[str, ...], at: int) -> Dates | None:
        dates = parse_dates(name, values[0], at) if len(values) == 1 else None
        if dates is None:
            message = f"{name}: takes one date such as 2025, 2025Q2, 2025-05 or 2025-05-01."
            self._note(message, at, f"{name}:2025-05-01")
        return dates

    def _chunk(self) -> None:
        at, match = self.at, _CHUNK.match(self.text, self.at)
        chunk = match.group() if match else self.text[at]
        self.at += len(chunk)
        if chunk in OPERATORS:
            self._push(chunk, at)
            return
        ending = _ENDING.fullmatch(chunk)
        core, mark = (ending["core"], ending["star"] or "") if ending else (chunk, "")
        if "*" in core.strip("*"):
            self._note("A star is understood only at the end of a word.", at)
        tokens = self._spend(tokenize(core))
        distance = int((ending and ending["distance"]) or 0)
        self._push("LEAF", at, _word_node(core, tokens, mark, distance, at))


def _word_node(core: str, tokens: list[Token], mark: str, distance: int, at: int) -> Node | None:
    """The word that was typed; of several words without blanks the mark belongs to the last."""
    if not tokens:
        return None
    at += tokens[0].start
    words = tuple(token.word for token in tokens)
    typed = core[tokens[0].start : tokens[-1].end]
    if not mark:
        return Word(words, typed, at)
    whole = [one.word for one in compounds(core, tokens) if one.start == tokens[0].start]
    if len(words) > 1 and len(whole) == len(words) - 1:
        return _marked(whole[-1], mark, distance, at)  # gpt-4* begins a hyphenated word
    last = _marked(words[-1], mark, distance, at)
    rest = core[tokens[0].start : tokens[-2].end] if len(words) > 1 else ""
    return Conjunction((Word(words[:-1], rest, at), last)) if rest else last


def _marked(word: str, mark: str, distance: int, at: int) -> Leaf:
    if mark.startswith("*"):
        return Prefix(word, at)
    return Fuzzy(word, distance or (2 if len(word) >= LONG_WORD else 1), at)
