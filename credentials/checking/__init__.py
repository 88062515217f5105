"""Checks as this site does: the verifier with our own keys and lists, and its report in words."""
