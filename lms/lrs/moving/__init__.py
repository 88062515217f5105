"""Statements and their attachments as files."""
