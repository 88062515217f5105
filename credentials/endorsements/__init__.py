"""What employers and sector bodies say of an achievement."""
