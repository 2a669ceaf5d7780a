"""The commands, one file a subject; each imports what it needs when it runs: help is quick."""
