"""The public check: page, link, file and interface for programs, without signing in."""
