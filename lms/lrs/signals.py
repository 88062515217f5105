"""What the record store tells the layers above it; receivers only queue a task."""

from django.dispatch import Signal

# After the commit that stored statements of a client with a key: `seqs` (list of int) and `registrations` (list of
# text), of which those that an app above knows. The site's own statements send nothing: who stores them records
# progress itself.
statements_stored = Signal()
