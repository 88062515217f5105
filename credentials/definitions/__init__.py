"""What a credential says that is the same for everybody who earned it: of a module, or as a fieldlab wrote it."""
