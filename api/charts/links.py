"""From the parts of a chart to the rows behind them: lists of events and of roles."""

from dataclasses import dataclass
from datetime import date

from api.charts.svg import Svg, element


@dataclass(frozen=True)
class Links:
    """Where the rows behind the numbers of a company are listed.

    `page` is the address of the company's page, `first` and `last` are the days that are shown,
    `target` is where a link opens, None for in its place.
    """

    page: str
    first: date
    last: date
    target: str | None = None

    def since(self, day: date) -> date:
        """Return a day, or the first that is shown if that is later."""
        return max(day, self.first)

    def until(self, day: date) -> date:
        """Return a day, or the last that is shown if that is earlier."""
        return min(day, self.last)

    def events(self, start: date, end: date, **labels: str | None) -> str:
        """Return the address of the events of some days, as far as these are shown."""
        days = f"from={self.since(start)}&to={self.until(end)}"
        return f"{self.page}/events?{days}{written(labels)}"

    def roles(self, day: date, **labels: str | None) -> str:
        """Return the address of the AI roles open on a day, on the last that is shown if later."""
        return f"{self.page}/roles?on={self.until(day)}{written(labels)}"

    def wrap(self, address: str, name: str, *parts: Svg, is_stop: bool = True) -> Svg:
        """Return parts of a drawing as a link of this name; keys stop at it where `is_stop`."""
        return element(
            "a",
            *parts,
            href=address,
            target=self.target,
            rel="noopener" if self.target else None,
            tabindex=None if is_stop else "-1",
            aria_label=name,
        )


def written(labels: dict[str, str | None]) -> str:
    """Return the labels that there are, as addresses write them: no character needs escaping."""
    return "".join(f"&{name}={label.lower()}" for name, label in labels.items() if label)
