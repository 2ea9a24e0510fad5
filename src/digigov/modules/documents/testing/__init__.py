"""For the tests of other rooms."""
