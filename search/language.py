"""The search language: any text into a tree, never an error.

query   := either
either  := both ("OR" both)*
both    := one (["AND"] one)*
one     := ("NOT" | "-") one | "(" either ")" | word | word* | word~ | "phrase"~n | scope:value
"""

from dataclasses import dataclass, field

from search.lexemes import Lexeme, Lexer
from search.results import Notice
from search.syntax import Everything, Node, Nothing, join_all, join_any, negate

MAX_NOTICES = 20


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query's tree and what was not taken as written."""

    node: Node
    notices: tuple[Notice, ...]


def parse(text: str) -> Parsed:
    """What a text asks for; total on any string, and bounded in time and depth."""
    lexer = Lexer(text)
    lexer.run()
    parser = _Parser(lexer.lexemes, lexer.notices)
    node = parser.either()
    if node is None:
        node = Nothing() if text.strip() else Everything()
    if isinstance(node, Nothing):
        parser.notices.append(Notice("Nothing in this text can be searched.", 0))
    ordered = sorted(parser.notices, key=lambda notice: notice.position)
    return Parsed(node, tuple(dict.fromkeys(ordered))[:MAX_NOTICES])


@dataclass(slots=True)
class _Parser:
    """Recursive descent; its depth is that of the brackets, which the lexer has bounded."""

    lexemes: list[Lexeme]
    notices: list[Notice] = field(default_factory=list)
    next: int = 0

    def peek(self) -> str:
        return self.lexemes[self.next].kind if self.next < len(self.lexemes) else ""

    def take(self) -> Lexeme:
        self.next += 1
        return self.lexemes[self.next - 1]

    def either(self) -> Node | None:
        parts = [self.both()]
        while self.peek() == "OR":
            operator = self.take()
            parts.append(self.both())
            if parts[-2] is None or parts[-1] is None:
                self._dangling(operator)
        return join_any([part for part in parts if part is not None])

    def both(self) -> Node | None:
        parts: list[Node] = []
        while self.peek() not in ("", "OR", ")"):
            if self.peek() == "AND":
                operator = self.take()
                if not parts or self.peek() in ("", "OR", "AND", ")"):
                    self._dangling(operator)
                continue
            part = self.one()
            if part is not None:
                parts.append(part)
        return join_all(parts)

    def one(self) -> Node | None:
        negated, operator = False, None
        while self.peek() == "NOT":
            operator = self.take()
            negated = not negated
        if operator is not None and self.peek() in ("", "AND", "OR", ")"):
            self._dangling(operator)
            return None
        part = self.primary()
        return negate(part) if part is not None and negated else part

    def primary(self) -> Node | None:
        lexeme = self.take()
        if lexeme.kind != "(":
            return lexeme.leaf
        part = self.either()
        if self.peek() == ")":
            self.take()
        return part

    def _dangling(self, operator: Lexeme) -> None:
        message = f"{operator.kind} has nothing to join here; it is ignored."
        self.notices.append(Notice(message, operator.at))
