"""Skills that outcomes refer to: ESCO's, as far as they were imported, and a short list of our own."""
