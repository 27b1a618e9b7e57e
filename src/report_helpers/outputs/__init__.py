"""nbconvert exporters, the open data, and the reading back of all of them."""
