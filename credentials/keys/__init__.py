"""Private keys and what is public of them."""
