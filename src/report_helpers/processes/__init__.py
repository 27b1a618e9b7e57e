"""Processes: notebooks run outside this process, and the children that run them."""
