pytest_plugins = ["tests.plugin", "tests.country", "tests.live_stack", "tests.browser"]
