"""Text in, labels out: what a statement, posting or title is, and the words that decided."""
