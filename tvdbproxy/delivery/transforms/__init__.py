"""One picture made into another while somebody waits: sources, results, what is kept of both."""
