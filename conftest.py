pytest_plugins = ["tests.plugin", "tests.live_stack", "tests.browser"]
