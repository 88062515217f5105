"""A VC-API for tests only: so that the public suites of the W3C can be pointed at this code.

Off unless VC_API is set, refused where the site serves the internet. It signs with a key of its own (did:key) that
belongs to nobody, and takes definitions that documents bring along, which the site itself never does.
"""
