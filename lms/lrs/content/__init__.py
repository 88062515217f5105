"""What stands in a statement, and what follows from it; pure."""
