"""The preview: pages of one report that follow its files while somebody writes."""
