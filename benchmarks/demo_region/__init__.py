"""A synthetic region: units with two years of figures and text, a few of them with a planted fault."""
