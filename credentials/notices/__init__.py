"""E-mail about credentials, sent outside of any transaction."""
