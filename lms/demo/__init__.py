"""The example network: fieldlabs, people and modules, made through the real actions."""
