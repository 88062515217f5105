"""Screens in the admin for the network operator and for fieldlab managers."""
