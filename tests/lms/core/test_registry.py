from lms.core import registry
from lms.core.registry import Registry


def test_steps_run_in_the_order_of_registration_with_the_same_arguments() -> None:
    steps: Registry[...] = Registry()
    ran = []
    steps.register("first", lambda value: ran.append(("first", value)) or 1)
    steps.register("second", lambda value: ran.append(("second", value)) or 2)
    assert steps.run("x") == {"first": 1, "second": 2}
    assert ran == [("first", "x"), ("second", "x")]


def test_registering_a_name_again_replaces_it_in_its_place() -> None:
    steps: Registry[...] = Registry()
    steps.register("first", lambda: "old")
    steps.register("second", lambda: "second")
    steps.register("first", lambda: "new")
    assert list(steps.run().items()) == [("first", "new"), ("second", "second")]
    assert steps.names() == ["first", "second"]
    assert [name for name, _step in steps] == steps.names()


def test_apps_have_registered_what_lower_layers_ask_for() -> None:
    assert registry.fieldlab_setup.names() == ["courses", "credentials"]
    for asked in (registry.personal_data_export, registry.personal_data_erasure):
        assert {"lrs", "courses", "credentials"} <= set(asked.names())
    for asked in (
        registry.second_factor_policy,
        registry.roles_of_user,
        registry.membership_end,
        registry.network_figures,
        registry.registration_owners,
        registry.credential_addresses,
        registry.credential_refusals,
        registry.completions_to_repeat,
    ):
        assert asked.names()
