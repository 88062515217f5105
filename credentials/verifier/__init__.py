"""Checks a credential: bytes in, a report out. A library that knows no Django and no database."""
