"""How fast callboard is: made-up data of any size, queries with checked answers, load, a report."""
