"""Statements found and returned: to clients by page, to people as lines."""
