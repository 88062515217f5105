"""What this app holds about a person, and what stays of it after erasure."""
