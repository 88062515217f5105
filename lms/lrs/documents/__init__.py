"""The document resources: where documents stand and how they change; pure."""
