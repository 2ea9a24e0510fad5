pytest_plugins = ["tests.plugin", "tests.country", "tests.registers", "tests.live_stack", "tests.browser"]
