"""SVG as text: elements whose words and attributes are escaped."""

from html import escape


class Svg(str):
    """Text that is SVG already; any other text is escaped on its way into an element."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return it as templates take it: not to be escaped again."""
        return self


def element(name: str, *children: str, **attributes: str | float | None) -> Svg:
    """Return an element; `class_` and `aria_label` stand for `class` and `aria-label`.

    An attribute that is None is left out. Numbers are pixels, to a hundredth.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{write(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(child if isinstance(child, Svg) else escape(child) for child in children)
    return Svg(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")


def write(value: str | float) -> str:
    """Return an attribute's value, escaped."""
    return escape(value) if isinstance(value, str) else f"{round(value, 2):g}"


def percent(share: float) -> str:
    """Return a share of the width (0..1) as SVG takes it, so that a chart fits any width."""
    return f"{round(share * 100, 3):g}%"
