"""Who may speak to the record store, of what, and how often."""
