"""Who has earned what, by which name, and what keeps somebody from it."""
