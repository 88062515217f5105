"""Statements on their way to other record stores."""
