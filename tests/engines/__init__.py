"""The engines that the tests run on, and what keeps one test's rows out of the next."""
