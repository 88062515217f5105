"""A Wagtail page that does nothing but give back its body: the peer of the lesson page."""
