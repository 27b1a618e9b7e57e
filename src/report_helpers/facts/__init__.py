"""Facts, reports and their ids: the centre everything else is a view of."""
