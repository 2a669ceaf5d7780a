"""Charts: from what GraphQL answers to SVG, as pure functions."""
