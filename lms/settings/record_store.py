"""How much the record store takes, and how it sends on."""

import environ

env = environ.Env()

# How often one key, and one learner's session, may ask the record store; 0 is no limit.
XAPI_REQUESTS_PER_MINUTE = env.int("XAPI_REQUESTS_PER_MINUTE", default=6000)
XAPI_LAUNCH_REQUESTS_PER_MINUTE = env.int("XAPI_LAUNCH_REQUESTS_PER_MINUTE", default=600)
# Statements go to other record stores encrypted; without it only on one machine, to try things out.
FORWARD_OVER_HTTP = env.bool("FORWARD_OVER_HTTP", default=False)
