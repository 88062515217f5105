"""Rows and files of the record store, as they are written and taken out."""
