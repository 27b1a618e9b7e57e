"""The preview of a report that is being written."""
