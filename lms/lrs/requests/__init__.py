"""How a request to the record store is read: strictly, as a stream, within limits; pure."""
