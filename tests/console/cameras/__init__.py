"""Getting cameras in: lists, dialogs, and the search on the network."""
