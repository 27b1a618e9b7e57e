"""The kinds of report and their forms as data: YAML files and the frozen model over them."""
